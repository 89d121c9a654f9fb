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
import { alerts } from "./alerts.ts";
import { backTest } from "./back-test.ts";
import { caller } from "./caller.ts";
import { calling } from "./calling.ts";
import { calls } from "./calls.ts";
import { common } from "./common.ts";
import { connection } from "./connection.ts";
import { credits } from "./credits.ts";
import { crmRecord } from "./crm-record.ts";
import { crmSettings } from "./crm-settings.ts";
import { demo } from "./demo.ts";
import { editor } from "./editor.ts";
import { inbox } from "./inbox.ts";
import { leadImport } from "./lead-import.ts";
import { leads } from "./leads.ts";
import { liveTest } from "./live-test.ts";
import { more } from "./more.ts";
import { moreSettings } from "./more-settings.ts";
import { operator } from "./operator.ts";
import { people } from "./people.ts";
import { receipt } from "./receipt.ts";
import { reply } from "./reply.ts";
import { reports } from "./reports.ts";
import { sandbox } from "./sandbox.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { signIn } from "./sign-in.ts";
import { thisDevice } from "./this-device.ts";
import { time } from "./time.ts";
import { timeline } from "./timeline.ts";
import { welcome } from "./welcome.ts";

export const spanish = {
  alerts,
  backTest,
  caller,
  calling,
  calls,
  common,
  connection,
  credits,
  crmRecord,
  crmSettings,
  demo,
  editor,
  inbox,
  leadImport,
  leads,
  liveTest,
  more,
  moreSettings,
  operator,
  people,
  receipt,
  reply,
  reports,
  sandbox,
  settings,
  shell,
  signIn,
  thisDevice,
  time,
  timeline,
  welcome,
};
export type SpanishWords = typeof spanish;
export { said } from "./said/index.ts";
