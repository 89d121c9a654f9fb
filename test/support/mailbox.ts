/** A mail server on loopback that keeps what it is given (RFC 5321, as far as a client needs it). */
import { createServer, type Socket } from "node:net";

export interface Mail {
  readonly to: readonly string[];
  /** Headers and body as they came, with soft line breaks undone. */
  readonly raw: string;
}

export interface Mailbox {
  readonly url: string;
  readonly mails: readonly Mail[];
  /** What goes wrong with the next mails: a reply to DATA's end, or the connection cut before or after taking it. */
  readonly trouble: ("cut_after" | "cut_before" | `${number} ${string}`)[];
  stop(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  const trouble: Mailbox["trouble"] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let to: string[] = [];
    let data: string[] | null = null;
    let pending = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    const take = (line: string): void => {
      if (data !== null) {
        if (line !== ".") {
          data.push(line.startsWith("..") ? line.slice(1) : line);
          return;
        }
        const mail = { to, raw: data.join("\n").replaceAll("=\n", "").replaceAll("=3D", "=") };
        data = null;
        const wrong = trouble.shift();
        if (wrong === undefined || wrong === "cut_after") mails.push(mail);
        if (wrong === "cut_after" || wrong === "cut_before") socket.destroy();
        else say(wrong ?? "250 taken");
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") say("250 mailbox");
      else if (verb === "RCPT") {
        to.push(/<(.*)>/.exec(line)?.[1] ?? "");
        say("250 ok");
      } else if (verb === "DATA") {
        data = [];
        say("354 go on");
      } else if (verb === "QUIT") {
        say("221 bye");
        socket.end();
      } else {
        if (verb === "MAIL") to = [];
        say("250 ok");
      }
    };
    say("220 mailbox");
    socket.on("data", (chunk) => {
      pending += chunk.toString("utf8");
      const lines = pending.split("\r\n");
      pending = lines.pop() ?? "";
      for (const line of lines) take(line);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    trouble,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
