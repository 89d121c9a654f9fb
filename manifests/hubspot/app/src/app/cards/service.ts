/** The service behind the card. HubSpot signs each request and adds who asks; it lets no header of ours through. */
import { hubspot } from "@hubspot/ui-extensions";

const SERVICE = "https://textback.example.com";
const TIMEOUT_MS = 5_000;

export interface Item {
  readonly id: string;
  readonly kind: "call" | "text";
  readonly direction: "in" | "out";
  /** ISO 8601. */
  readonly at: string;
  readonly title: string;
  readonly words: string;
  readonly problem: string | null;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

export interface Card {
  readonly phone: string | null;
  readonly trouble: string | null;
  /** Newest first. */
  readonly items: readonly Item[];
  readonly receipt: {
    readonly decision: "text" | "skip";
    readonly summary: string;
    readonly checks: readonly { readonly passed: boolean; readonly detail: string }[];
  } | null;
  readonly line: string | null;
  readonly availableCredits: number;
  /** In words; `null`: it may be done. */
  readonly whyNoText: string | null;
  readonly whyNoCall: string | null;
  readonly pageUrl: string;
}

export interface Problem {
  readonly message: string;
  readonly connectUrl?: string;
}

/** What the service said no to, in its words. */
export class ServiceProblem extends Error {
  readonly connectUrl: string | null;
  constructor({ message, connectUrl }: Problem) {
    super(message);
    this.connectUrl = connectUrl ?? null;
  }
}

type Method = "GET" | "POST" | "PUT";

async function ask<T>(method: Method, path: string, body?: Record<string, unknown>): Promise<T> {
  let answer: { problem?: Problem };
  try {
    const response = await hubspot.fetch(`${SERVICE}/crm/hubspot${path}`, {
      method,
      timeout: TIMEOUT_MS,
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw new Error(`answered ${response.status}`);
    answer = (await response.json()) as typeof answer;
  } catch {
    // Whatever it was, HubSpot tells no more than that it did not work.
    throw new ServiceProblem({ message: "textback cannot be reached at the moment. Try again." });
  }
  if (answer.problem !== undefined) throw new ServiceProblem(answer.problem);
  return answer as T;
}

const contact = (id: number) => `/contacts/${id}`;

export const readCard = (contactId: number): Promise<Card> => ask("GET", contact(contactId));

/** @param key the same for the same wish: however often it arrives, it is done once */
export const sendText = (
  contactId: number,
  text: { key: string; line: string; to: string; body: string },
): Promise<{ segments: number }> => ask("POST", `${contact(contactId)}/texts`, text);

export const startCall = (
  contactId: number,
  call: { key: string; line: string; to: string },
): Promise<{ ownerPhone: string }> => ask("POST", `${contact(contactId)}/calls`, call);

/** @returns an address that opens our page for whoever looks at the card, once, within minutes */
export const openPage = (contactId: number): Promise<{ url: string }> =>
  ask("POST", `${contact(contactId)}/launch`, {});

/** Workers of HubSpot's have no `crypto.randomUUID` that could be relied on; chance and time tell wishes apart. */
export const newKey = (): string =>
  `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
