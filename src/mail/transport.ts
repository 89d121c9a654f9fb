/** The way to the operator's mail server. */
import type { Transporter } from "nodemailer";

export interface MailOptions {
  /** smtp://user:password@host:587, or smtps:// for a server that speaks TLS from the first byte. */
  readonly smtpUrl: string;
  readonly from: string;
}

/** https://www.rfc-editor.org/rfc/rfc3834#section-5: nothing that answers by itself answers these. */
export const NO_AUTO_REPLIES = { "Auto-Submitted": "auto-generated" } as const;

const CONNECT_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 30_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Only over TLS, unless the server is on this machine or the address says `?requireTLS=false`: neither a code that
 * lets somebody in nor a caller's number is sent for everybody on the way to read.
 * Nodemailer is loaded with the first message: most services start without one.
 */
export function mailTransport({ smtpUrl }: MailOptions): () => Promise<Transporter> {
  let made: Promise<Transporter> | null = null;
  return () => {
    made ??= import("nodemailer").then(({ createTransport }) =>
      createTransport({
        requireTLS: !LOOPBACK.has(new URL(smtpUrl).hostname),
        connectionTimeout: CONNECT_WITHIN_MS,
        greetingTimeout: CONNECT_WITHIN_MS,
        socketTimeout: ANSWER_WITHIN_MS,
        // Our mails name no files and no addresses to read from.
        disableFileAccess: true,
        disableUrlAccess: true,
        url: smtpUrl,
      }),
    );
    return made;
  };
}
