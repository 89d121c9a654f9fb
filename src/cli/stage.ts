/** Settings, phones and receivers as a story needs them, and as they were before. */
import { ConfigError } from "../config.ts";
import { DEMO } from "../sandbox/demo.ts";
import { startAlertReceiver } from "./alert-receiver.ts";
import { out } from "./output.ts";
import type { SandboxClient } from "./sandbox-client.ts";
import type { Story } from "./stories/story.ts";

type Undo = () => Promise<unknown>;
const LINE = `/lines/${encodeURIComponent(DEMO.line)}`;

/** @returns what puts everything back. */
export async function setStage(client: SandboxClient, story: Story, from: string): Promise<Undo> {
  const undo: Undo[] = [];
  const restore: Undo = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    await setCarrier(client, story, from, undo);
    if (story.blocked === true) await client.api("PUT", `/blocked/${encodeURIComponent(from)}`);
    if (story.line !== undefined) undo.push(await changed(client, "PUT", LINE, story.line));
    if (story.business !== undefined) undo.push(await changed(client, "PATCH", "", story.business));
    if (story.alerts !== undefined) undo.push(await setAlerts(client, story.alerts));
    return restore;
  } catch (error) {
    await restore();
    throw error;
  }
}

async function setCarrier(client: SandboxClient, story: Story, from: string, undo: Undo[]): Promise<void> {
  const { delivery, lineType, phones, webhooks, registrations } = story;
  if (delivery !== undefined) await client.control("POST", "deliveries", { number: from, script: delivery });
  // A line that the story paused texts again afterwards.
  if (delivery !== undefined || registrations !== undefined)
    undo.push(() => client.api("POST", `${LINE}/texting/clear`));
  if (lineType !== undefined) await client.control("POST", "lookups", { number: from, facts: { lineType } });
  for (const [number, script] of [
    [DEMO.forwardTo, phones?.owner],
    [from, phones?.them],
  ] as const) {
    if (script === undefined) continue;
    const { before } = (await (await setPhone(client, number, script)).json()) as { before: unknown };
    undo.push(() => setPhone(client, number, before));
  }
  if (webhooks !== undefined) {
    await client.control("PUT", "webhooks", { rules: [{ ...webhooks, number: from }] });
    undo.push(() => client.control("PUT", "webhooks", { rules: [] }));
  }
  if (registrations !== undefined) {
    const path = `registrations/${encodeURIComponent(DEMO.line)}`;
    await client.control("PUT", path, registrations);
    undo.push(() => client.control("PUT", path, { brands: [], campaigns: [], tollfree: [] }));
  }
}

const setPhone = (client: SandboxClient, number: string, script: unknown): Promise<Response> =>
  client.control("PUT", `phones/${encodeURIComponent(number)}`, { script });

async function changed(client: SandboxClient, method: string, path: string, to: object): Promise<Undo> {
  const earlier = await client.api("GET", path);
  await client.api(method, path, to);
  return () =>
    client.api(method, path, Object.fromEntries(Object.keys(to).map((key) => [key, earlier[key]])));
}

/** The webhook's receiver is this process: in the sandbox, and only there, it may be on this machine. */
async function setAlerts(client: SandboxClient, channel: "webhook" | "text"): Promise<Undo> {
  const earlier = await client.api("GET", "/alerts");
  if (earlier[channel] !== null)
    throw new ConfigError(`Alerts by ${channel} are set already. Switch them off, then play this story.`);
  const on = { missedCall: true, reply: true };
  const back = () => client.api("PUT", "/alerts", { [channel]: null, on: earlier.on });
  if (channel === "text") {
    await client.api("PUT", "/alerts", { text: { to: DEMO.forwardTo }, on });
    return back;
  }
  const receiver = await startAlertReceiver(({ type, data }) =>
    out(`          the owner's webhook is told: ${type} of ${data.name ?? data.phone}, ${data.link}`),
  );
  try {
    const { webhookSecret } = await client.api("PUT", "/alerts", { webhook: { url: receiver.url }, on });
    receiver.trust(webhookSecret);
  } catch (error) {
    await receiver.stop();
    throw error;
  }
  return async () => {
    await back();
    await receiver.stop();
  };
}
