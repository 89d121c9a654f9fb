import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { ConfigError } from "../config.ts";
import { DEMO, type SandboxFile, sandboxFile } from "../sandbox/index.ts";
import { out } from "./output.ts";
import { type Move, SCENARIOS, type Scenario, type ScenarioName } from "./scenarios.ts";

/** Plays a story on the running sandbox's carrier and prints each step with its time. */
export async function simulate(
  dataDir: string,
  name: ScenarioName,
  options: { from?: string; body?: string },
): Promise<void> {
  const sandbox = await findSandbox(dataDir);
  const scenario: Scenario = SCENARIOS[name];
  const from = options.from ?? scenario.from;
  const before = await look(sandbox, from);
  const restore = await prepare(sandbox, scenario, from);
  try {
    for (const move of scenario.moves) await play(sandbox, from, withBody(move, options.body));
    await report(sandbox, from, before, scenario);
  } finally {
    await restore();
  }
}

const withBody = (move: Move, body: string | undefined): Move =>
  move.do === "text" && body !== undefined ? { ...move, body } : move;

async function play(sandbox: SandboxFile, from: string, { do: kind, ...move }: Move): Promise<void> {
  const response = await control(sandbox, kind === "call" ? "calls" : "texts", {
    from,
    to: DEMO.line,
    ...move,
  });
  if (response.body === null) throw new ConfigError("The sandbox said nothing.");
  let start: number | null = null;
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    const event = JSON.parse(line) as { at: string; text: string };
    const at = Date.parse(event.at);
    start ??= at;
    out(`${((at - start) / 1_000).toFixed(2).padStart(6)} s  ${event.text}`);
  }
}

async function report(sandbox: SandboxFile, from: string, before: Look, scenario: Scenario): Promise<void> {
  const calls = scenario.moves.some((move) => move.do === "call");
  const after = await settled(sandbox, from, before);
  out("");
  if (after.receipt !== null && calls) out(`Decision:  ${after.receipt}`);
  out(`Credits:   ${after.available} left (${before.available} before), ${after.spent} spent`);
  out(`Lead:      ${after.lead ?? "none"}`);
  if (calls) out("(Ringing and talking pass 50 times faster here.)");
}

/** Settings and phones as the story needs them. @returns what puts the settings back. */
async function prepare(sandbox: SandboxFile, scenario: Scenario, from: string): Promise<() => Promise<void>> {
  if (scenario.delivery !== undefined)
    await control(sandbox, "deliveries", { number: from, script: scenario.delivery });
  if (scenario.lineType !== undefined)
    await control(sandbox, "lookups", { number: from, facts: { lineType: scenario.lineType } });
  if (scenario.blocked === true) await api(sandbox, "PUT", `/blocked/${encodeURIComponent(from)}`);
  // A line that the story paused texts again afterwards.
  if (scenario.delivery !== undefined)
    return async () => {
      await api(sandbox, "POST", `/lines/${encodeURIComponent(DEMO.line)}/texting/clear`);
    };
  if (scenario.line === undefined) return async () => {};
  const path = `/lines/${encodeURIComponent(DEMO.line)}`;
  const earlier = (await api(sandbox, "GET", path)) as Record<string, unknown>;
  await api(sandbox, "PUT", path, scenario.line);
  return async () => {
    await api(
      sandbox,
      "PUT",
      path,
      Object.fromEntries(Object.keys(scenario.line ?? {}).map((key) => [key, earlier[key]])),
    );
  };
}

async function control(sandbox: SandboxFile, path: string, body: object): Promise<Response> {
  const response = await fetch(`${sandbox.carrierUrl}/sandbox/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.controlToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new ConfigError(`The sandbox answered ${response.status}.`);
  return response;
}

async function api(sandbox: SandboxFile, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${sandbox.serviceUrl}/api/v1/businesses/${sandbox.businessId}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.adminKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new ConfigError(`The service answered ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
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
  readonly pending: number;
}

async function look(sandbox: SandboxFile, phone: string): Promise<Look> {
  const get = async <T>(path: string) => (await api(sandbox, "GET", path)) as T;
  const known = phone.startsWith("+");
  const query = known ? `phone=${encodeURIComponent(phone)}&` : "";
  const credits = await get<{ available: number; spent: number }>("/credits");
  const calls = await get<{ items: { receipt: { summary: string } | null }[] }>(`/calls?${query}limit=1`);
  const leads = known
    ? (await get<{ items: { id: string; stage: string; name: string | null }[] }>(`/leads?${query}`)).items
    : [];
  const { pending } = await get<{ pending: number }>("/connection");
  const [lead] = leads;
  const timeline =
    lead === undefined ? [] : (await get<{ timeline: unknown[] }>(`/leads/${lead.id}`)).timeline;
  return {
    ...credits,
    receipt: calls.items[0]?.receipt?.summary ?? null,
    entries: timeline.length,
    pending,
    lead:
      lead === undefined
        ? null
        : `${lead.name ?? phone}, stage "${lead.stage}", ${timeline.length} on the timeline, ${leads.length} lead with this number`,
  };
}

/** The timeline is written just after the text: a moment's patience, at most 2 s. */
async function settled(sandbox: SandboxFile, phone: string, before: Look): Promise<Look> {
  for (let tries = 0; ; tries++) {
    const now = await look(sandbox, phone);
    const written = now.pending === 0 && (now.entries > before.entries || tries >= 5);
    if (written || tries >= 20) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
