import { readFile } from "node:fs/promises";
import { type Config, ConfigError } from "../config.ts";
import { type SandboxFile, sandboxFile } from "../sandbox/demo.ts";
import { out } from "./output.ts";

export interface DemoOptions {
  readonly name?: string;
  readonly email?: string;
  readonly end?: string;
}

/** Asks the running service, since the demo's line is simulated there. */
export async function demoCommand(config: Config, { end, ...about }: DemoOptions): Promise<void> {
  const { serviceUrl, adminKey } = await runningService(config);
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${serviceUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new ConfigError(`The service does not answer at ${serviceUrl}. Is it running?`, { cause });
    });
    if (response.status === 204) return null;
    // biome-ignore lint/suspicious/noExplicitAny: what the API answers is described by its own schemas
    const answer = (await response.json()) as any;
    if (!response.ok) throw new ConfigError(answer.detail ?? `The service answered ${response.status}.`);
    return answer;
  };
  if (end !== undefined) {
    await ask("DELETE", `/operator/demos/${encodeURIComponent(end)}`);
    out("It has ended: nobody gets in any more, and its line is gone.");
    return;
  }
  const demo = await ask("POST", "/operator/demos", about);
  out(`${demo.name} (${demo.id}) has the simulated line ${demo.line} and ends ${demo.endsAt}.`);
  out(demo.signIn.url);
  out(`It works once, until ${demo.signIn.expiresAt}. textback sign-in --business ${demo.id} makes another.`);
}

async function runningService({ publicUrl, adminKey, dataDir }: Config) {
  if (publicUrl !== null && adminKey !== null) return { serviceUrl: publicUrl.replace(/\/+$/, ""), adminKey };
  try {
    return JSON.parse(await readFile(sandboxFile(dataDir), "utf8")) as SandboxFile;
  } catch (cause) {
    throw new ConfigError("Set PUBLIC_URL and TEXTBACK_ADMIN_KEY, or start the sandbox: npm start", {
      cause,
    });
  }
}
