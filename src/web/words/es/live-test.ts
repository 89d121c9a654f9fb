import type { english } from "../en/live-test.ts";
import type { Translated } from "../speak.ts";

export const liveTest = {
  title: "Probar la línea",
  about: "Llame a su propio número y vea cada paso cuando ocurre.",
  intro:
    "Durante diez minutos, una llamada de su propio teléfono se trata como si nadie contestara. Usted recibe el mensaje que reciben quienes lo llaman. No cuesta ningún crédito ni crea un cliente potencial.",
  ahead: {
    call: "Llame al {number} desde su propio teléfono",
    listen: "No va a sonar: escuche lo que oyen quienes lo llaman y cuelgue",
    text: "El mensaje llega a su teléfono, y aquí se marca cada paso",
  },
  sayFirst: "Diga primero dónde suenan las llamadas",
  sayFirstWords: "La prueba se hace desde el teléfono al que se desvían las llamadas.",
  setItUp: "Configurarlo",
  start: "Empezar la prueba",
  again: "Probar otra vez",
  callNow: "Llame ahora al <dial>{number}</dial>",
  from: "Desde {phones}, el teléfono al que se desvían las llamadas. No va a sonar; escuche lo que oyen quienes lo llaman y cuelgue. Tiempo restante: <clock>{left}</clock>",
  done: " (listo)",
  works: "Funciona",
  worksWords: "Así recibe un mensaje quien llama y no es atendido.",
  nobody: "Nadie llamó",
  nobodyWords: "Pasaron los diez minutos. Empiece otra vez cuando tenga el teléfono en la mano.",
  unconfirmed: "El mensaje salió, y la compañía todavía no dice que llegó",
  unconfirmedWords: "Si está en su teléfono, todo está bien.",
  failed: "El mensaje no llegó. En la conversación de la bandeja dice por qué.",
  steps: {
    called: "Su llamada llega aquí",
    missed: "Cuenta como perdida",
    texted: "El mensaje sale",
    delivered: "El mensaje llega a su teléfono",
  },
} satisfies Translated<typeof english>;
