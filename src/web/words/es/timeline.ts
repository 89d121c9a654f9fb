import type { english } from "../en/timeline.ts";
import type { Translated } from "../speak.ts";

export const timeline = {
  label: "Historial",
  none: "Todavía nada",
  noneWords: "Aquí estarán las llamadas y los mensajes con este número.",
  cut: "Este historial es largo; aquí falta su parte más nueva.",
  earlier: "Mostrar anteriores",
  liveTest: "Prueba",
  liveTestFree: "Prueba, gratis",
  won: "Volvió después de su mensaje.",
  youWrote: "Usted escribió: ",
  theyWrote: "La persona escribió: ",
  erased: "Este texto se borró, como piden sus ajustes.",
  textBack: "Respuesta automática",
  media: "Abrir lo que envió",
  caller: {
    label: "Persona",
    back: "Volver a la conversación",
    texts: "Mensajes",
    consent: {
      unknown: "Se le puede escribir",
      opted_in: "Pidió que le escriban (START)",
      opted_out: "Pidió que no le escriban (STOP)",
    },
    firstHeard: "Primera noticia",
    cameBy: "Llegó por",
  },
} satisfies Translated<typeof english>;
