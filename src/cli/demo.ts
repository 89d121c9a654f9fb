import { readFile } from "node:fs/promises";
import { type Config, ConfigError } from "../config.ts";
import { type SandboxFile, sandboxFile } from "../sandbox/demo.ts";
import { out } from "./output.ts";

/** As much of the API's answer as is told here. */
interface Demo {
  readonly id: string;
  readonly name: string;
  readonly line: string;
  readonly endsAt: string;
  readonly signIn: { readonly url: string };
}

export interface DemoOptions {
  readonly name?: string;
  readonly email?: string;
  readonly end?: string;
}

/** Asks the running service, since the demo's line is simulated there. */
export async function demoCommand(config: Config, { end, ...about }: DemoOptions): Promise<void> {
  const { serviceUrl, adminKey } = await runningService(config);
  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    const response = await fetch(`${serviceUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new ConfigError(`The service does not answer at ${serviceUrl}. Is it running?`, { cause });
    });
    if (response.ok) return response;
    const { detail } = (await response.json()) as { detail?: string };
    throw new ConfigError(detail ?? `The service answered ${response.status}.`);
  };
  if (end !== undefined) {
    await ask("DELETE", `/operator/demos/${encodeURIComponent(end)}`);
    out("It has ended: nobody gets in any more, and its line is gone.");
    return;
  }
  const response = await ask("POST", "/operator/demos", about);
  const demo = (await response.json()) as Demo;
  out(
    `${demo.name} (${demo.id}) has the simulated line ${demo.line} and ends on ${demo.endsAt.slice(0, 10)}.`,
  );
  out(demo.signIn.url);
  out(`The link works once, for 15 minutes. textback sign-in --business ${demo.id} makes another.`);
  out(
    `What the reviewer does with it: ${serviceUrl}/setup/reviewers. textback demo --end ${demo.id} ends it.`,
  );
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
