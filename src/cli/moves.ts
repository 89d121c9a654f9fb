/** Plays one move of a story and prints each step with its time. */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { ConfigError } from "../config.ts";
import { DEMO } from "../sandbox/demo.ts";
import { CALL_OVER } from "../sandbox/twilio/types.ts";
import { out } from "./output.ts";
import type { Answer, SandboxClient } from "./sandbox-client.ts";
import type { Move } from "./stories/story.ts";

export interface Players {
  readonly client: SandboxClient;
  readonly from: string;
  /** Moves the clock, where the sandbox is the story's own. */
  readonly pass: ((minutes: number) => Promise<void>) | null;
}

export async function play({ client, from, pass }: Players, move: Move): Promise<void> {
  const conversation = `/conversations/${encodeURIComponent(from)}`;
  switch (move.do) {
    case "call": {
      const { do: _, ...how } = move;
      const events = await client.control("POST", "calls", { from, to: DEMO.line, ...how });
      return print(events, () => isDecidedAgainst(client, from));
    }
    case "text": {
      const { do: _, ...how } = move;
      return print(await client.control("POST", "texts", { from, to: DEMO.line, ...how }));
    }
    case "write":
      out(`          the owner writes to ${from}: "${move.body}"`);
      return watch(client, () =>
        client.ask("POST", "/texts", { line: DEMO.line, to: from, body: move.body }),
      );
    case "ask_for_call":
      out(`          the owner asks for a call to ${from}`);
      return askForCall(client, from);
    case "wait":
      out(`          … ${move.words}`);
      if (pass === null) throw new Error("Only a sandbox of the story's own has a clock that can be moved");
      // Whatever kept webhooks away is over by then.
      await client.control("PUT", "webhooks", { rules: [] });
      return pass(move.minutes);
    case "export": {
      const { status, body } = await client.ask("GET", `${conversation}/export`);
      return out(
        `          the owner asks for all that is kept: ${status === 200 ? kept(body) : body.detail}`,
      );
    }
    case "erase": {
      const { status, body } = await client.ask("DELETE", conversation);
      const words = status === 200 ? `erased: ${counted(body.erased)}` : `refused: ${body.detail}`;
      return out(`          the owner erases this caller: ${words}`);
    }
  }
}

/** Prints what the service makes the carrier do, once it agreed to what it was asked for. */
async function watch(client: SandboxClient, ask: () => Promise<Answer>): Promise<Answer["body"]> {
  const events = await client.control("POST", "watch");
  const { status, body } = await ask();
  if (status >= 400) {
    await events.body?.cancel();
    out(`          refused (${body.code}): ${body.detail}`);
    return null;
  }
  await print(events);
  return body;
}

async function askForCall(client: SandboxClient, to: string): Promise<void> {
  const asked = await watch(client, () => client.ask("POST", "/calls", { line: DEMO.line, to }));
  if (asked === null) return;
  const { state, problem } = await client.api("GET", `/calls/${asked.id}`);
  out(`          the call has ${state}${problem === null ? "" : `. ${problem}`}`);
}

/** The latest call of this caller was missed, and earns no text now. */
async function isDecidedAgainst(client: SandboxClient, from: string): Promise<boolean> {
  const whose = from.startsWith("+") ? `phone=${encodeURIComponent(from)}&` : "";
  const [call] = (await client.api("GET", `/calls?${whose}limit=1`)).items;
  const receipt = call?.outcome === "missed" ? call.receipt : null;
  return receipt !== null && (receipt.decision !== "text" || receipt.waitsUntil !== undefined);
}

/** @param isOver whether nothing follows any more, asked for when the call itself is over */
async function print(response: Response, isOver?: () => Promise<boolean>): Promise<void> {
  if (response.body === null) throw new ConfigError("The sandbox said nothing.");
  const steps = Readable.fromWeb(response.body as never);
  let start: number | null = null;
  for await (const line of createInterface({ input: steps })) {
    const event = JSON.parse(line) as { at: string; kind: string; text: string };
    const at = Date.parse(event.at);
    start ??= at;
    out(`${((at - start) / 1_000).toFixed(2).padStart(6)} s  ${event.text}`);
    if (event.kind === CALL_OVER && (await isOver?.())) break;
  }
  steps.destroy();
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");

function kept(file: {
  readonly calls: readonly { readonly recordings: readonly unknown[] }[];
  readonly texts: readonly { readonly body: string }[];
  readonly consents: readonly unknown[];
  readonly lead: object | null;
}): string {
  const words = file.texts.filter(({ body }) => body !== "").length;
  return counted({
    calls: file.calls.length,
    recordings: file.calls.flatMap(({ recordings }) => recordings).length,
    texts: file.texts.length,
    "of them with their words": words,
    "consent events": file.consents.length,
    leads: file.lead === null ? 0 : 1,
  });
}
