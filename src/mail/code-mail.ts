/** Sign-in codes and invitations to the people of a business, by e-mail. */
import type { Notifier } from "../app/ports/sign-in.ts";
import { type MailOptions, mailTransport, NO_AUTO_REPLIES } from "./transport.ts";

export function codeMail(options: MailOptions): Notifier {
  const transport = mailTransport(options);
  return {
    async notify({ contact, subject, body }) {
      if (contact.kind !== "email") return "not_configured";
      await (await transport()).sendMail({
        from: options.from,
        to: { name: "", address: contact.email },
        subject,
        text: body,
        headers: NO_AUTO_REPLIES,
      });
      return "sent";
    },
  };
}
