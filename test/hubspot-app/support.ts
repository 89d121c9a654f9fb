/** The service behind the card, in the place of `hubspot.fetch`, and what HubSpot says of who looks. */
import type { CrmContext } from "@hubspot/ui-extensions";
import { vi } from "vitest";
import type { Card } from "../../manifests/hubspot/app/src/app/cards/service.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown> | undefined;
}

/** An answer, or what HubSpot's proxy makes of trouble. */
export type Answer = object | "unreachable" | { readonly status: number };

/** Answers each request in turn by what its path ends with; what was asked is kept. */
export function service(answerTo: (asked: Asked, nth: number) => Answer): readonly Asked[] {
  const seen: Asked[] = [];
  vi.stubGlobal("self", {
    hsFetch: async (url: string, options: { method: string; body?: Record<string, unknown> }) => {
      const { pathname } = new URL(url);
      const asked = { method: options.method, path: pathname, body: options.body };
      seen.push(asked);
      const answer = answerTo(asked, seen.length);
      if (answer === "unreachable") throw new Error("BAD_GATEWAY");
      return "status" in answer
        ? new Response(null, { status: Number(answer.status) })
        : Response.json(answer);
    },
  });
  return seen;
}

/** HubSpot's renderer hands an event what it is given, and types that as the handler. */
export const typed = (text: string): never => text as never;

export const context = {
  location: "crm.record.tab",
  crm: { objectId: 101, objectTypeId: "0-1" },
  portal: { id: 62515, timezone: "America/Chicago" },
  user: { id: 4242 },
} as unknown as CrmContext;

export const card: Card = {
  phone: "+15125550142",
  trouble: null,
  items: [
    {
      id: "text_1",
      kind: "text",
      direction: "in",
      at: "2026-11-23T15:02:00.000Z",
      title: "Text received",
      words: "Can you come <b>today</b>?",
      problem: null,
      links: [{ label: "Picture", url: "https://textback.example.com/media/abc" }],
    },
    {
      id: "call_1",
      kind: "call",
      direction: "in",
      at: "2026-11-23T15:00:00.000Z",
      title: "Missed call",
      words: "Missed call to +15550100001: nobody picked up.",
      problem: null,
      links: [],
    },
  ],
  receipt: {
    decision: "text",
    summary: "The caller was texted back.",
    checks: [
      { passed: true, detail: "The line is switched on." },
      { passed: true, detail: "There are credits." },
    ],
  },
  line: "+15550100001",
  availableCredits: 49,
  whyNoText: null,
  whyNoCall: null,
  pageUrl: "https://textback.example.com/inbox/%2B15125550142",
};
