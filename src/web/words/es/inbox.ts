import type { english } from "../en/inbox.ts";
import type { Translated } from "../speak.ts";

export const inbox = {
  title: "Bandeja",
  conversations: "Conversaciones",
  conversation: "Conversación",
  search: "Buscar por nombre, número o texto",
  searchHint: "Nombre, número o palabras",
  show: "Mostrar",
  filter: { all: "Todo", missed: "Perdidas", waiting: "Esperan", replied: "Escribieron" },
  nothing: {
    all: { title: "Todavía no hay nada", words: "Aquí aparece cada persona con sus llamadas y mensajes." },
    missed: {
      title: "No hay llamadas perdidas",
      words: "Aquí aparece quien llamó y no fue atendido, con el mensaje que recibió.",
    },
    waiting: {
      title: "Nadie está esperando",
      words: "Aquí aparece quien escribió o llamó y todavía no tiene respuesta suya.",
    },
    replied: { title: "Todavía nadie escribió", words: "Aquí aparece quien respondió a su mensaje." },
  },
  nothingWith: "Ningún nombre, número o mensaje contiene “{words}”.",
  setUp: { title: "Termine la configuración", words: "Sus llamadas todavía no pasan por textback." },
  loading: "Cargando las conversaciones",
  blocked: "Bloqueado",
  optedOut: "Sin mensajes",
  unread: "No leído",
  choose: {
    title: "Elija una conversación",
    words: "Aquí están juntas las llamadas y los mensajes de una persona, lo más viejo primero.",
  },
  backToInbox: "Volver a la bandeja",
  details: "Detalles",
  handled: "Atendido",
  notSaved: "No se guardó",
  question: {
    label: "Pregunta",
    ask: "{why} ¿Ya no quiere recibir mensajes?",
    yes: "Así es, no más mensajes",
    no: "Sí se le puede escribir",
    sure: "¿Seguro? Solo esa persona puede cambiarlo",
  },
  message: {
    failed: "No se pudo reproducir este mensaje.",
    left: "Dejó un mensaje de voz",
    leftLong: "Dejó un mensaje de voz · {length}",
  },
} satisfies Translated<typeof english>;
