/** The service behind the page. HubSpot signs each request and adds who asks; it lets no header of ours through. */
import { hubspot } from "@hubspot/ui-extensions";

const SERVICE = "https://textback.example.com";
const TIMEOUT_MS = 5_000;

export type Value = string | number | boolean;

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly help: string | null;
  readonly type: "string" | "number" | "boolean";
  readonly value: Value | null;
}

export interface Settings {
  readonly business: string;
  readonly health: "ok" | "degraded" | "needs_reconnect";
  readonly detail: string | null;
  readonly pending: number;
  readonly failed: number;
  readonly availableCredits: number;
  readonly lines: readonly { readonly number: string; readonly enabled: boolean; readonly rings: boolean }[];
  readonly fields: readonly Field[];
  readonly mayChange: boolean;
  readonly pageUrl: string;
  readonly connectUrl: string;
}

interface Problem {
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

async function ask(method: "GET" | "PUT", body?: Record<string, unknown>): Promise<Settings> {
  let answer: Settings & { problem?: Problem };
  try {
    const response = await hubspot.fetch(`${SERVICE}/crm/hubspot/settings`, {
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
  return answer;
}

export const readSettings = (): Promise<Settings> => ask("GET");
export const saveSettings = (settings: Record<string, Value>): Promise<Settings> => ask("PUT", { settings });
