import type { english } from "../en/calls.ts";
import type { Translated } from "../speak.ts";

export const calls = {
  missed: {
    title: "Llamada perdida",
    no_answer: "Nadie contestó",
    busy: "El teléfono estaba ocupado",
    failed: "No se pudo comunicar con el teléfono",
    caller_hung_up: "La persona colgó primero",
  },
  notAnswered: "Llamada sin contestar",
  youCalled: "Usted llamó",
  answered: "Llamada contestada",
  calling: "Llamando",
  underWay: "Llamada en curso",
  nothing: "Todavía no hay llamadas ni mensajes",
  you: "Usted: {words}",
  text: {
    queued: "Por salir",
    sending: "Enviando",
    unclear: "Preguntando a la compañía",
    unclearWords: "Se perdió la respuesta de la compañía. Preguntamos antes de enviar otra vez.",
    sent: "Enviado",
    unconfirmed: "Enviado, sin noticias",
    unconfirmedWords: "La compañía tomó el mensaje y nunca dijo si llegó.",
    delivered: "Entregado",
    notSent: "No enviado",
    dropped: "El mensaje se descartó antes de salir. Su crédito volvió.",
    received: "Recibido",
    notDelivered: "No entregado",
  },
} satisfies Translated<typeof english>;
