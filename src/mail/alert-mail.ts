/** Alerts to owners, by e-mail. */
import type { AlertResult, Mailer } from "../app/ports/alerts.ts";
import { type MailOptions, mailTransport, NO_AUTO_REPLIES } from "./transport.ts";

export function alertMail(options: MailOptions): Mailer & { verify(): Promise<void> } {
  const { from } = options;
  const transport = mailTransport(options);
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "textback";
  return {
    async send({ id, to, subject, text }) {
      const server = await transport();
      try {
        await server.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          to: [...to],
          subject,
          text,
          headers: NO_AUTO_REPLIES,
        });
        return { kind: "sent" };
      } catch (error) {
        return readMailError(error);
      }
    },
    verify: async () => {
      await (await transport()).verify();
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
