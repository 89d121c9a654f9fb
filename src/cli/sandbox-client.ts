/** How the command line talks to a sandbox: to its carrier, and to the service as any client would. */
import { readFile } from "node:fs/promises";
import { ConfigError } from "../config.ts";
import { type SandboxFile, sandboxFile } from "../sandbox/demo.ts";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is described by its own schemas
  readonly body: any;
}

export interface SandboxClient {
  /** @throws ConfigError when the carrier does not do it. */
  control(method: "POST" | "PUT", path: string, body?: object): Promise<Response>;
  /** @throws ConfigError when the service refuses. @returns the answer's body. */
  api(method: string, path: string, body?: object): Promise<Answer["body"]>;
  /** The same, for what may well be refused. */
  ask(method: string, path: string, body?: object): Promise<Answer>;
}

export async function findSandbox(dataDir: string): Promise<SandboxFile> {
  try {
    return JSON.parse(await readFile(sandboxFile(dataDir), "utf8"));
  } catch (cause) {
    throw new ConfigError(`No sandbox is running on ${dataDir}. Start it in another terminal: npm start`, {
      cause,
    });
  }
}

export function sandboxClient(sandbox: SandboxFile): SandboxClient {
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${sandbox.serviceUrl}/api/v1/businesses/${sandbox.businessId}${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.adminKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return {
    ask,
    async api(method, path, body) {
      const answer = await ask(method, path, body);
      if (answer.status >= 400)
        throw new ConfigError(`The service answered ${answer.status}: ${answer.body?.detail ?? path}`);
      return answer.body;
    },
    async control(method, path, body = {}) {
      const response = await fetch(`${sandbox.carrierUrl}/sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${sandbox.controlToken}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new ConfigError(`The sandbox answered ${response.status}.`);
      return response;
    },
  };
}
