import type { english } from "../en/connection.ts";
import type { Translated } from "../speak.ts";

export const connection = {
  title: "CRM",
  about:
    "Cada llamada y cada mensaje se anota en el registro de la persona, y nadie recibe un segundo registro.",
  ownLeads: "la lista propia de textback",
  health: {
    refused: "Conectado, pero algunas cosas se rechazaron",
    refusedWords: "Las llamadas y los mensajes se anotan. Los de abajo necesitan que usted los vea.",
    ok: "Conectado",
    okWords: "Las llamadas y los mensajes se anotan en {crm}.",
    slow: "{crm} está lento o en parte fuera de servicio",
    slowWords:
      "No se pierde nada: lo que espera se anota cuando vuelva. Las llamadas perdidas reciben su mensaje como siempre.",
    reconnect: "{crm} ya no nos deja entrar",
    reconnectWords:
      "Conéctelo otra vez abajo. Las llamadas perdidas reciben su mensaje como siempre, y lo que espera se anota después.",
    other: "Estado: {state}",
    otherWords: "Recargue la página para ver más.",
    said: "Dijo: “{words}”",
  },
  waiting: "Por anotar",
  allLogged: "Todo está anotado",
  byItself: "Se hace solo",
  onceConnected: "Se hace al conectar otra vez",
  refused: "Rechazados",
  nothingToDo: "Nada que hacer",
  listedBelow: "Están abajo",
  where: "Dónde se llevan los clientes potenciales",
  now: "Ahora: {crm}.",
  connect: "Conectar {crm}",
  connectAgain: "Conectar otra vez",
  newTab: "Se abre en otra pestaña. Usted da el permiso en {crm}; aquí no se escribe nada.",
  sayYes: "Usted da el permiso en {crm}; aquí no se escribe nada.",
  notSetUp: "Este servicio todavía no puede conectarse con {crm}. Pregunte a quien lo opera.",
  connected: "Conectado con {crm}.",
  keepHere: "Llevarlos aquí",
  ownToken: "Conectar con un token propio",
  parked: {
    about: "{crm} no aceptó estos. Corrija ahí la causa e intente de nuevo.",
    call: "<b>Llamada</b> con <who>{number}</who>",
    text: "<b>Mensaje</b> con <who>{number}</who>",
    noReason: "No dio ningún motivo.",
    recordId: "Id del registro correcto",
    move: "Mover",
    otherRecord: "Otro registro",
    leaveOut: "Omitir",
  },
} satisfies Translated<typeof english>;
