import type { english } from "../en/receipt.ts";
import type { Translated } from "../speak.ts";

export const receipt = {
  skipped: {
    line_disabled: "Sin mensaje: la respuesta automática estaba desactivada.",
    caller_withheld: "Sin mensaje: el número estaba oculto.",
    caller_malformed: "Sin mensaje: ese número no los recibe.",
    caller_is_own_line: "Sin mensaje: la llamada vino de una de sus propias líneas.",
    caller_is_forward_number: "Sin mensaje: la llamada vino de su propio teléfono.",
    forwarded_back: "Sin mensaje: su teléfono nos devolvió la llamada.",
    caller_blocked: "Sin mensaje: usted bloqueó este número.",
    caller_spoofed: "Sin mensaje: el número parecía falso.",
    too_many_calls: "Sin mensaje: llamó demasiadas veces en una hora.",
    premium_number: "Sin mensaje: es un número con costo extra.",
    satellite_number: "Sin mensaje: es un teléfono satelital.",
    caller_is_landline: "Sin mensaje: es un teléfono fijo.",
    other_country: "Sin mensaje: el número es del extranjero.",
    caller_opted_out: "Sin mensaje: pidió que no le escriban (STOP).",
    line_cannot_text: "Sin mensaje: las compañías retuvieron los de esta línea.",
    texted_recently: "Sin mensaje: ya tenía uno de usted.",
    too_late: "Sin mensaje: supimos de la llamada demasiado tarde.",
    no_credits: "Sin mensaje: no quedaban créditos.",
    call_answered: "Sin mensaje: la llamada sí se contestó.",
  },
  help: {
    credits: "Ver créditos",
    settings: "Ajustes de la respuesta",
    test: "Probar la línea",
  },
  waits: "El mensaje espera hasta el {moment}, cuando terminan sus horas de silencio.",
  why: {
    waits: "¿Por qué espera el mensaje?",
    skipped: "¿Por qué no se envió ningún mensaje?",
    texted: "Respondida con un mensaje",
  },
  passed: "Cumplido: ",
  notPassed: "No cumplido: ",
  anyway: "Enviar el mensaje de todos modos",
  anywaySure: "¿Enviarlo por 1 crédito?",
} satisfies Translated<typeof english>;
