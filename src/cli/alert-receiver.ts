/** A program of the owner's that takes our webhooks, as README tells how: here it only says what it was told. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

export interface AlertReceiver {
  readonly url: string;
  /** Only what is signed with this secret is believed. */
  trust(secret: string): void;
  stop(): Promise<void>;
}

export async function startAlertReceiver(
  tell: (event: { type: string; data: { name: string | null; phone: string | null; link: string } }) => void,
): Promise<AlertReceiver> {
  let secret = "";
  const server = createServer((req, res) => {
    const pieces: Buffer[] = [];
    req.on("data", (piece: Buffer) => pieces.push(piece));
    req.on("end", () => {
      const body = Buffer.concat(pieces).toString("utf8");
      const isOurs = isSigned(secret, String(req.headers["textback-signature"]), body);
      if (isOurs) tell(JSON.parse(body));
      res.writeHead(isOurs ? 204 : 401).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`,
    trust(given) {
      secret = given;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isSigned(secret: string, signature: string, body: string): boolean {
  const [, t = "", v1 = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  const wanted = createHmac("sha256", secret).update(`${t}.${body}`).digest();
  const given = Buffer.from(v1, "hex");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
