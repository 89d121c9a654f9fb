/** E-mail to the people of a business, through the operator's own mail server. */
import { createTransport } from "nodemailer";
import type { Notifier } from "../app/sign-in-ports.ts";

export interface MailConfig {
  /** smtp://user:password@host:587, or smtps:// for a server that speaks TLS from the first byte. */
  readonly smtpUrl: string;
  readonly from: string;
}

const WAIT_MS = 10_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Only over TLS, unless the server is on this machine or the address says `?requireTLS=false`: a code that
 * lets somebody in is not sent for everybody on the way to read.
 */
export function mailer({ smtpUrl, from }: MailConfig): Notifier {
  const transport = createTransport({
    requireTLS: !LOOPBACK.has(new URL(smtpUrl).hostname),
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    // Our texts name no files and no addresses to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
    url: smtpUrl,
  });
  return {
    async notify({ contact, subject, body }) {
      if (contact.kind !== "email") return "not_configured";
      await transport.sendMail({
        from,
        to: { name: "", address: contact.email },
        subject,
        text: body,
        // https://www.rfc-editor.org/rfc/rfc3834#section-5: no holiday answers to these.
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return "sent";
    },
  };
}
