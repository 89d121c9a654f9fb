/**
 * The Spanish of the page, as it is spoken in the United States and Mexico; owners are addressed with "usted".
 *
 * One word per thing:
 * - text: mensaje de texto, mensaje where it is clear; SMS only of what carriers count. To text: enviar un mensaje.
 * - text-back: respuesta automática; in the menu Respuesta. To text back: responder con un mensaje.
 * - missed call: llamada perdida. To pick up: contestar. To forward: desviar.
 * - lead: cliente potencial; in the menu Clientes. Caller: quien llama, la persona. Customer: cliente.
 * - line: línea. Carrier: compañía telefónica; Twilio is named as such. Voicemail: buzón de voz.
 * - credit: crédito. Receipt (why a text went out or not): motivo. Notice: aviso. Alert: alerta.
 * - stage: etapa. To opt out: pedir que no le escriban. Landline: teléfono fijo. Cell phone: celular.
 * - Words that stay: CRM, textback, webhook, Twilio, STOP and START (what a caller types), CSV.
 */
import { common } from "./common.ts";
import { demo } from "./demo.ts";
import { more } from "./more.ts";
import { shell } from "./shell.ts";

export const spanish = { common, demo, more, shell };
export type SpanishWords = typeof spanish;
