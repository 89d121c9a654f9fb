/** E-mail through the operator's SMTP server. */
import { createTransport } from "nodemailer";
import type { AlertResult, Mailer } from "../app/alert-ports.ts";

const CONNECT_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 30_000;

export interface MailOptions {
  /** smtps://user:password@mail.example.com */
  readonly smtpUrl: string;
  readonly from: string;
}

export function smtpMailer({ smtpUrl, from }: MailOptions): Mailer & { verify(): Promise<void> } {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: ANSWER_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "textback";
  return {
    async send({ id, to, subject, text }) {
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          to: [...to],
          subject,
          text,
          // RFC 3834: nothing that answers by itself answers this.
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { kind: "sent" };
      } catch (error) {
        return readMailError(error);
      }
    },
    verify: async () => {
      await transport.verify();
    },
  };
}

/** Errors of the way to the server: not a byte of the mail has left. */
const NEVER_SENT = new Set(["EDNS", "ETLS", "EAUTH", "EREQUIRETLS"]);

/**
 * A reply of the server is definite (RFC 5321 4.2.1: 4yz may pass, 5yz will not); so is a connection that
 * never came about. Whatever breaks off later may have been taken.
 */
function readMailError(error: unknown): AlertResult {
  const { code, responseCode, syscall } = error as {
    code?: unknown;
    responseCode?: unknown;
    syscall?: unknown;
  };
  const name = typeof code === "string" ? code : "the mail server broke off";
  if (typeof code === "string" && NEVER_SENT.has(code)) return { kind: "later", why: name };
  if (typeof responseCode === "number") {
    const why = `the mail server answered ${responseCode}`;
    return { kind: responseCode >= 500 ? "refused" : "later", why };
  }
  if (syscall === "connect") return { kind: "later", why: "the mail server cannot be reached" };
  if (code === "EENVELOPE" || code === "EMESSAGE") return { kind: "refused", why: name };
  return { kind: "unclear", why: name };
}
