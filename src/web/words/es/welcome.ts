import type { english } from "../en/welcome.ts";
import type { Translated } from "../speak.ts";

export const welcome = {
  title: "Configuración",
  steps: "Pasos",
  step: {
    business: "Negocio",
    number: "Número",
    forwarding: "Desvío",
    message: "Mensaje",
    crm: "CRM",
    test: "Prueba",
  },
  count: "Paso {step, number} de {steps, number}: {title}",
  business: {
    title: "Su negocio",
    about: "Quienes llaman leen este nombre en el mensaje que reciben.",
    timeZone: "Zona horaria",
  },
  line: {
    title: "El número al que llaman sus clientes",
    about:
      "Ahí lo siguen llamando y escribiendo: las llamadas se desvían a usted, y desde ese número se escribe a quien no fue atendido.",
    number: "Número",
    buy: { title: "Comprar un número nuevo", about: "En su propia cuenta de Twilio; suyo en un minuto" },
    own: { title: "Un número de nuestra cuenta de Twilio", about: "Configuramos y revisamos sus webhooks" },
    keep: {
      title: "El número que ya tenemos",
      about: "Desviarlo, pasarlo a Twilio o alojar ahí sus mensajes",
    },
    assigned: { title: "Un número que nos asignó el proveedor", about: "Le dijeron cuál" },
  },
  assigned: {
    notYours:
      "Aquí este número todavía no es suyo. Pida a su proveedor que se lo asigne; entonces aparece en esta lista.",
    use: "Usar este número",
  },
  buying: {
    areaCode: "Código de área",
    areaCodeAbout: "Tres dígitos; vacío para cualquiera.",
    search: "Buscar",
    none: "Ahí no hay ningún número libre",
    noneWords: "Pruebe otro código de área.",
    sure: "¿Comprarlo? Twilio lo cobra cada mes",
    choose: "Elegir",
  },
  carrier: {
    words:
      "Para esto necesita su propia cuenta de Twilio. Los dos datos están en la primera página de la consola de Twilio. Si no tiene cuenta, pida a su proveedor que le asigne un número.",
    accountSid: "Account SID",
    authToken: "Auth Token",
    connect: "Conectar la cuenta de Twilio",
  },
  own: {
    none: "No hay ningún número en su cuenta de Twilio",
    noneWords: "Mejor compre uno nuevo.",
    label: "Número de su cuenta de Twilio",
    connect: "Conectar este número",
    notBoth: "No sirve para llamadas y mensajes a la vez.",
    overridden: "En Twilio lo atiende {by}.",
    connected: "Conectado.",
    here: "Sus llamadas y mensajes ya llegan aquí.",
    unused: "Todavía sin uso.",
    elsewhere: "Se usa en otro lado: al conectarlo, sus llamadas y mensajes llegarán aquí.",
  },
  keep: {
    forward: "Desviarlo (minutos)",
    forwardWords:
      "Tome aquí un número nuevo y haga que su compañía actual desvíe a él todas las llamadas: en muchos teléfonos con *72 y el número nuevo. Los clientes siguen llamando al número que conocen.",
    move: "Pasarlo a Twilio (días o semanas)",
    moveWords:
      "En la consola de Twilio: Phone Numbers, Port and Host. No cancele su contrato actual antes de que termine. Después lo usan tanto las llamadas como los mensajes.",
    host: "Alojar solo sus mensajes en Twilio (días)",
    hostWords:
      "Para un teléfono fijo: las llamadas se quedan donde están y usted las desvía aquí; Twilio envía y recibe sus mensajes. También en Port and Host.",
    note: "Si lo desvía, los mensajes salen del otro número",
    noteWords:
      "Quienes marcan su número viejo reciben el mensaje del nuevo y responden a ese. Diga su nombre en el mensaje, para que sepan quién escribe. Solo un número que se pasó o se alojó escribe como él mismo.",
    after:
      "Cuando lo haya pasado o alojado, vuelva y elija “Un número de nuestra cuenta de Twilio”. Para desviarlo, elija ahora “Comprar un número nuevo”.",
  },
  forward: {
    title: "¿Dónde deben sonar las llamadas?",
    about: "Primero suena aquí. Solo si nadie contesta, quien llamó recibe un mensaje.",
    what: "Qué suena",
    cell: {
      title: "Un celular",
      about: "El suyo, o el de quien contesta",
      field: "Número de celular",
      hint: "(512) 555-0142",
    },
    system: {
      title: "Un conmutador",
      about: "Un grupo de teléfonos, un teléfono de escritorio o un servicio VoIP",
      field: "Número o dirección SIP",
      hint: "(512) 555-0142 o sip:desk@example.com",
    },
  },
  voicemail: {
    carrier: "Compañía de este celular",
    other: "Otra, o no sé",
    title: "El buzón de voz también contesta",
    taken: "{starts} Una llamada que toma el buzón cuenta como contestada.",
    starts: {
      general:
        "Casi todos los buzones empiezan a los 20 o 30 segundos; los de algunas compañías, a los 10 o 15.",
      tMobile: "Según clientes, empieza a los 10 o 15 segundos nada más.",
    },
    ask: "Pida a su compañía que el teléfono suene 30 segundos antes del buzón, o que lo desactive.",
    shorter: "O deje sonar menos tiempo aquí.",
    note: "En ese teléfono marque *#61# y anote el número al que se desvían las llamadas.",
    dial: "Marque **61*, ese número, luego **30# y la tecla de llamar: ahora suena 30 segundos, que es lo máximo.",
  },
  probe: {
    title: "¿Contesta su buzón de voz?",
    about:
      "Una llamada que toma el buzón de su teléfono contaría como contestada, y nadie recibiría mensaje. Averígüelo con dos llamadas al {number}, o siga sin hacerlo.",
    ring: {
      title: "Déjelo sonar",
      words: "Llame desde otro teléfono y no toque el suyo hasta que deje de sonar.",
    },
    decline: {
      title: "Rechace la llamada",
      words: "Llame otra vez, y ahora rechace la llamada en su teléfono.",
    },
    missed: "Nadie contestó: cuenta como perdida.",
    voicemail: "Contestó el buzón de voz.",
    running: "Hay una llamada en curso.",
    itAnswered: "Contestó el buzón",
    me: "Fui yo",
    found: "Su buzón de voz contesta",
    foundWords:
      "Por eso abajo está elegido marcar una tecla. También puede hacer que el buzón empiece más tarde, como se dijo antes.",
    clear: "Las dos llamadas contaron como perdidas",
    pickedUp: "Cuando alguien contesta su teléfono",
    press_key: {
      title: "Marcar una tecla para tomar la llamada",
      about:
        "Usted oye quién llama y marca 1. El buzón no puede, así que sus llamadas cuentan como perdidas.",
    },
    off: { title: "Solo contestar", about: "Cuenta lo que conteste, también el buzón." },
  },
  message: {
    title: "¿Qué debe leer quien no fue atendido?",
    about: "Llega a su teléfono segundos después de colgar. Diga quién es usted, y que basta con responder.",
    again: "Escribir otra vez a la misma persona después de",
    againAbout:
      "Minutos. Quien insiste antes ya tiene su mensaje; con 0 se escribe por cada llamada perdida.",
  },
  crm: {
    title: "¿Dónde lleva a sus clientes potenciales?",
    about: "Puede cambiarlo en cualquier momento.",
  },
  test: {
    title: "Pruébelo",
    about: "Todo está listo. Véalo funcionar una vez antes de confiar en él.",
    toInbox: "Ir a la bandeja",
    later: "Probar después",
  },
} satisfies Translated<typeof english>;
