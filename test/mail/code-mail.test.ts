import { createServer, type Server } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeMail } from "../../src/mail/code-mail.ts";

const message = {
  contact: { kind: "email", email: "sam@example.com" },
  businessId: "biz_1",
  subject: "123456 is your textback code",
  body: "123456 is your code.",
  text: "123456 is your code.",
} as const;

describe("an e-mail to one of a business's people", () => {
  const heard: string[] = [];
  let server: Server;
  let port: number;
  beforeAll(async () => {
    // As much of RFC 5321 as one message needs.
    server = createServer((socket) => {
      let inData = false;
      socket.write("220 test\r\n");
      createInterface({ input: socket }).on("line", (line) => {
        heard.push(line);
        if (inData && line !== ".") return;
        inData = line === "DATA";
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === "RCPT" && line.includes("refused@")) socket.write("550 no such mailbox\r\n");
        else if (verb === "DATA") socket.write("354 go on\r\n");
        else if (verb === "QUIT") socket.end("221 bye\r\n");
        else socket.write("250 ok\r\n");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => server.close());
  const notifier = () =>
    codeMail({ smtpUrl: `smtp://127.0.0.1:${port}`, from: "textback <textback@example.com>" });

  it("goes to the operator's server, and asks for no holiday answers", async () => {
    expect(await notifier().notify(message)).toBe("sent");
    expect(heard).toContain("MAIL FROM:<textback@example.com>");
    expect(heard).toContain("RCPT TO:<sam@example.com>");
    expect(heard).toContain("Subject: 123456 is your textback code");
    expect(heard).toContain("Auto-Submitted: auto-generated");
    expect(heard).toContain("123456 is your code.");
  });

  it("that the server refuses is trouble, not silence", async () => {
    const contact = { kind: "email", email: "refused@example.com" } as const;
    await expect(notifier().notify({ ...message, contact })).rejects.toThrow("550");
  });

  it("is nothing for a phone", async () => {
    const contact = { kind: "phone", phone: "+15125550142" as never } as const;
    expect(await notifier().notify({ ...message, contact })).toBe("not_configured");
  });
});
