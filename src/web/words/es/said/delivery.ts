/** The carrier's error codes, as `domain/delivery-errors.ts` has them. */
export interface DeliverySaid {
  readonly forOwner: string;
  readonly whatToDo: string;
}

const NOTHING = "Aquí no hay nada que hacer. Mejor devuelva la llamada al cliente.";
const TELL_SUPPORT = "No lo puede arreglar usted. Avise a quienes operan este servicio.";
const REGISTER = "en la consola de la compañía, o pida a quienes operan este servicio que lo hagan";
const LATER = "Intente más tarde, o devuelva la llamada.";
const TOMORROW = "Mañana vuelven a salir mensajes. Si pasa seguido, pida un registro con un límite más alto.";

const ENTRIES: readonly (readonly [codes: readonly number[], forOwner: string, whatToDo: string])[] = [
  [
    [21610],
    "El cliente pidió no recibir mensajes de su número.",
    "No le escriba. Si quiere mensajes otra vez, él mismo envía START a su número.",
  ],
  [[21211], "La compañía no acepta esto como número de teléfono.", NOTHING],
  [[21614, 21635], "Es un teléfono fijo, que no puede recibir mensajes.", NOTHING],
  [[30006], "Es un teléfono fijo, o su compañía no recibe mensajes.", NOTHING],
  [[21612], "Desde su número no se pueden enviar mensajes a este.", NOTHING],
  [
    [30004],
    "El teléfono del cliente o su compañía rechaza mensajes de su número. Quizá lo bloqueó, o le envió STOP.",
    "No le escriba de nuevo. Mejor llámelo.",
  ],
  [[30005], "Este número no está en servicio, o su compañía no lo conoce.", NOTHING],
  [
    [30032],
    "Su número gratuito (toll-free) no está verificado, así que las compañías de Estados Unidos y Canadá rechazan sus mensajes.",
    `Haga verificar el número ${REGISTER}. Tarda de tres a cinco días.`,
  ],
  [
    [30034],
    "Su número no está registrado para mensajes de negocios (A2P 10DLC), así que las compañías de Estados Unidos rechazan sus mensajes.",
    `Registre su negocio y este número ${REGISTER}. Puede tardar de dos a tres semanas.`,
  ],
  [
    [30035],
    "Su número todavía se está preparando para mensajes de negocios.",
    "Espere: los mensajes empiezan solos cuando las compañías terminen. Si en dos días no funciona, pida ayuda.",
  ],
  [
    [30022],
    "Su línea envió mensajes más rápido de lo que permite su registro.",
    "Espere unos minutos. Si pasa seguido, pida un registro con un límite más alto.",
  ],
  [[30023], "Su negocio llegó al número de mensajes por día que permite su registro.", TOMORROW],
  [[30027], "Su negocio llegó al límite de mensajes por día de T-Mobile.", TOMORROW],
  [
    [30007],
    "La compañía tomó el mensaje por spam y no lo entregó.",
    "Acorte el mensaje: su nombre y una frase sencilla, sin enlaces, sin mayúsculas, sin ofertas.",
  ],
  [
    [30003],
    "El teléfono del cliente está apagado o sin señal.",
    "Intente más tarde, o devuélvale la llamada.",
  ],
  [
    [30008],
    "La compañía no entregó el mensaje y no dijo por qué.",
    "Intente una vez más, más tarde. Si falla de nuevo, devuelva la llamada al cliente.",
  ],
  [
    [20429, 21611, 30001],
    "Había demasiados mensajes esperando al mismo tiempo.",
    "Intente de nuevo en unos minutos.",
  ],
  [
    [30036],
    "El mensaje esperó demasiado y se descartó.",
    "Envíelo de nuevo si todavía hace falta, o devuelva la llamada al cliente.",
  ],
  [
    [30410],
    "La compañía no respondió a tiempo. No se repitió el mensaje, para que el cliente no lo reciba dos veces.",
    LATER,
  ],
  [
    [30450],
    "La compañía sospecha abuso en números como este y retiene sus mensajes por media hora, más o menos.",
    "Intente de nuevo en media hora, o devuelva la llamada.",
  ],
  [
    [14107],
    "Fueron y vinieron demasiados mensajes en segundos, como cuando dos máquinas se contestan.",
    "Vea si del otro lado hay una respuesta automática. En poco tiempo vuelven a salir mensajes a este número.",
  ],
  [
    [63038],
    "La cuenta de la compañía ya envió todos los mensajes que puede en un día.",
    "En un día vuelven a salir mensajes. Si pasa seguido, pida a la compañía un límite más alto.",
  ],
  [
    [12400, 20500, 20503, 20504, 30103, 30500, 63010, 63012],
    "La compañía tuvo una falla propia.",
    "Intente más tarde. De su lado todo está bien.",
  ],
  [
    [20003],
    "La compañía no nos dejó entrar: el token de la cuenta está mal, o la cuenta está suspendida.",
    "Revise el token y el estado de la cuenta.",
  ],
  [
    [30002, 90010],
    "La cuenta de la compañía está suspendida o cerrada.",
    "Revise la cuenta: muchas veces hay una factura sin pagar.",
  ],
  [
    [21408],
    "La cuenta de la compañía no tiene permiso para enviar mensajes a este país.",
    "Active el país en los permisos de mensajes de la compañía, si tiene clientes ahí.",
  ],
  [
    [21606, 21603],
    "El número de su línea no puede enviar mensajes desde esta cuenta.",
    "Revise que el número sea de la cuenta conectada y que pueda enviar mensajes.",
  ],
  [
    [21608],
    "La cuenta de la compañía es de prueba, o su perfil de negocio no está aprobado, así que solo puede escribir a números verificados.",
    "Pase la cuenta a una de pago y haga aprobar su perfil de negocio.",
  ],
  [
    [30454],
    "Por ahora la cuenta de la compañía no puede enviar más mensajes.",
    "Revise los límites de la cuenta y pida a la compañía que los suba.",
  ],
  [
    [21601, 21602, 21604, 21609, 21617, 21619],
    "Entregamos el mensaje a la compañía de una forma que no acepta.",
    TELL_SUPPORT,
  ],
];

const table: ReadonlyMap<number, DeliverySaid> = new Map(
  ENTRIES.flatMap(([codes, forOwner, whatToDo]) =>
    codes.map((code): readonly [number, DeliverySaid] => [code, { forOwner, whatToDo }]),
  ),
);

/** @returns `null`: the page does not know this code */
export const deliveryError = (code: number): DeliverySaid | null => table.get(code) ?? null;

export const deliveryErrorOf = (code: number | null): DeliverySaid =>
  (code === null ? null : deliveryError(code)) ??
  (code === null
    ? {
        forOwner: "El mensaje no se entregó, y la compañía no dijo por qué.",
        whatToDo: "Mejor devuelva la llamada al cliente.",
      }
    : {
        forOwner: `El mensaje no se entregó. El motivo de la compañía es su código ${code}, que no conocemos.`,
        whatToDo: `Mejor devuelva la llamada al cliente. El código se explica en https://www.twilio.com/docs/api/errors/${code}.`,
      });
