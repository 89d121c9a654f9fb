/** How it goes on after a verb, and what every verb needs for that. */
import type { Signal } from "../timeline.ts";
import { methodOf, type Verb } from "../twiml.ts";
import type { WebhookKind } from "../types.ts";
import type { Leg, Source } from "./leg.ts";
import { callParams, type Story } from "./story.ts";

/** Where it goes on after a verb. */
export type Next =
  | { readonly go: "on" }
  | { readonly go: "end" }
  | {
      readonly go: "fetch";
      readonly source: Source;
      readonly kind: WebhookKind;
      readonly params?: Readonly<Record<string, string>>;
    };

export const ON: Next = { go: "on" };
export const END: Next = { go: "end" };

/** What ends a verb before its time: the leg is over, or the API gave it something else to do. */
export const interruptions = (leg: Leg): readonly Signal[] => [leg.over, leg.interrupted];

/**
 * Goes to an action's address and does what it says. A caller who has hung up is told of all the same, and the
 * answer is of no use any more.
 */
export async function goTo(
  story: Story,
  leg: Leg,
  verb: Verb,
  kind: WebhookKind,
  params: Readonly<Record<string, string>>,
): Promise<Next> {
  if (verb.attributes.action === undefined) return ON;
  const url = absolute(story, verb.attributes.action);
  const method = methodOf(verb);
  if (!leg.over.fired) return { go: "fetch", source: { url, method }, kind, params };
  await story.post(kind, url, { ...callParams(leg.call), ...leg.extra, ...params }, method);
  return END;
}

/** A path is relative to the document that names it, which is the last one fetched. */
export function absolute(story: Story, url: string): string {
  const base = story.webhooks.at(-1)?.url;
  return base === undefined || URL.canParse(url) || !URL.canParse(url, base) ? url : new URL(url, base).href;
}
