import type { english } from "../en/reply.ts";
import type { Translated } from "../speak.ts";

export const reply = {
  optedOut:
    "Esta persona pidió que no le escriban (STOP). Puede llamarla; si quiere saber de usted otra vez, ella envía START.",
  blocked:
    "Usted bloqueó este número: no recibe mensajes y sus llamadas no crean clientes potenciales. <unblock>Desbloquear</unblock>",
  noLine: "Todavía no hay una línea desde la cual escribir.",
  noCredits: "No quedan créditos, así que no se puede enviar ningún mensaje. <see>Ver créditos</see>",
  field: "Su mensaje",
  hint: "Escriba un mensaje",
  send: "Enviar",
  tooLong: "Le sobran {over, number} caracteres (máximo {most, number})",
  from: "Desde {number}",
  fromWith: "Desde {number} · quedan {credits, number} créditos",
  facts:
    "{credits, number} crédito · {characters, number} caracteres · {segments, plural, one {# segmento} other {# segmentos}}",
  plain: "Usar caracteres simples",
} satisfies Translated<typeof english>;
