import type { english } from "../en/calling.ts";
import type { Translated } from "../speak.ts";

export const calling = {
  call: "Llamar",
  which: "¿Cuál de sus teléfonos debe sonar?",
  notPlaced: "No se hizo la llamada",
  soon: "Su teléfono va a sonar en un momento",
  yours: "Su teléfono está sonando",
  pickUp: "Conteste y marque una tecla; luego llamamos a la persona.",
  theirs: "El teléfono de la persona está sonando",
  theirsWords: "Ve el número que ya conoce.",
  talking: "Está hablando",
  talkingWords: "La llamada queda en el historial cuando termina.",
  failed: "No se pudo hacer la llamada",
  failedWords: "Intente de nuevo.",
  over: "La llamada terminó",
  nobody: "No se encontró a nadie",
  missed: {
    busy: "El teléfono de la persona estaba ocupado.",
    failed: "No se pudo comunicar con el teléfono de la persona.",
    caller_hung_up: "Usted colgó antes de que contestara.",
    no_answer: "La persona no contestó.",
  },
} satisfies Translated<typeof english>;
