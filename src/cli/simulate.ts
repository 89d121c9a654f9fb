import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { ConfigError } from "../config.ts";
import { DEMO, type SandboxFile, sandboxFile } from "../sandbox/index.ts";
import { out } from "./output.ts";

export const SCENARIOS = ["missed-call", "busy", "answered", "reply"] as const;
export type Scenario = (typeof SCENARIOS)[number];

const behaviours = {
  "missed-call": { kind: "no_answer" },
  busy: { kind: "busy" },
  answered: { kind: "answered", talkSeconds: 30 },
} as const;

/** Plays a scenario on the running sandbox's carrier and prints each step with its time. */
export async function simulate(
  dataDir: string,
  scenario: Scenario,
  options: { from?: string; body: string },
): Promise<void> {
  const sandbox = await findSandbox(dataDir);
  const from = options.from ?? DEMO.caller;
  const before = await look(sandbox, from);
  const request =
    scenario === "reply"
      ? { path: "texts", body: { from, to: DEMO.line, body: options.body } }
      : { path: "calls", body: { from, to: DEMO.line, behaviour: behaviours[scenario] } };
  const response = await fetch(`${sandbox.carrierUrl}/sandbox/${request.path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.controlToken}`, "content-type": "application/json" },
    body: JSON.stringify(request.body),
  });
  if (!response.ok || response.body === null)
    throw new ConfigError(`The sandbox answered ${response.status}.`);
  let start: number | null = null;
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    const event = JSON.parse(line) as { at: string; text: string };
    const at = Date.parse(event.at);
    start ??= at;
    out(`${((at - start) / 1_000).toFixed(2).padStart(6)} s  ${event.text}`);
  }
  const after = await settled(sandbox, from, before.entries);
  out("");
  if (after.receipt !== null && scenario !== "reply") out(`Decision:  ${after.receipt}`);
  out(`Credits:   ${after.available} left (${before.available} before), ${after.spent} spent`);
  out(`Lead:      ${after.lead ?? "none"}`);
  if (scenario !== "reply") out("(Ringing and talking pass 50 times faster here.)");
}

async function findSandbox(dataDir: string): Promise<SandboxFile> {
  try {
    return JSON.parse(await readFile(sandboxFile(dataDir), "utf8"));
  } catch (cause) {
    throw new ConfigError(`No sandbox is running on ${dataDir}. Start it in another terminal: npm start`, {
      cause,
    });
  }
}

interface Look {
  readonly available: number;
  readonly spent: number;
  readonly receipt: string | null;
  readonly lead: string | null;
  /** How much stands on the lead's timeline. */
  readonly entries: number;
}

async function look(sandbox: SandboxFile, phone: string): Promise<Look> {
  const get = async (path: string) => {
    const response = await fetch(`${sandbox.serviceUrl}/api/v1/businesses/${sandbox.businessId}${path}`, {
      headers: { authorization: `Bearer ${sandbox.adminKey}` },
    });
    return (await response.json()) as Record<string, never> & { items: never[] };
  };
  const query = `phone=${encodeURIComponent(phone)}`;
  const credits = (await get("/credits")) as unknown as { available: number; spent: number };
  const calls = (await get(`/calls?${query}&limit=1`)).items as { receipt: { summary: string } | null }[];
  const leads = (await get(`/leads?${query}`)).items as { id: string; stage: string; name: string | null }[];
  const [lead] = leads;
  const timeline =
    lead === undefined
      ? []
      : ((await get(`/leads/${lead.id}`)) as unknown as { timeline: { title: string }[] }).timeline;
  return {
    ...credits,
    receipt: calls[0]?.receipt?.summary ?? null,
    entries: timeline.length,
    lead:
      lead === undefined
        ? null
        : `${lead.name ?? phone}, stage "${lead.stage}", ${timeline.length} on the timeline, ${leads.length} lead with this number`,
  };
}

/** The timeline is written just after the text: a moment's patience, at most 2 s. */
async function settled(sandbox: SandboxFile, phone: string, entriesBefore: number): Promise<Look> {
  for (let tries = 0; ; tries++) {
    const now = await look(sandbox, phone);
    if (now.entries > entriesBefore || tries >= 20) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
