/** What an answer of HubSpot's that is no success means for us. */
import { ConnectorError } from "../../src/crm/contract.ts";
import { errorBody, propertyProblems } from "./schemas.ts";

/** "Wait at least 2 seconds" (developers.hubspot.com/docs/api-reference/latest/error-handling, 423). */
const LOCKED_MS = 2_000;
const TEN_SECONDS_MS = 10_000;
const SECOND_MS = 1_000;
/** The daily limit is counted in the portal's own time zone; asking hourly costs nothing. */
const HOUR_MS = 3_600_000;

export interface Refused {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** @param write whether the request may have changed something: then a failure on the way is unclear */
export function troubleOf({ status, retryAfter, text }: Refused, write: boolean): ConnectorError {
  const body = errorBody.safeParse(jsonOf(text)).data ?? {};
  const message = body.message ?? `HubSpot answered ${status}`;
  const asked = retryAfterMs(retryAfter);
  if (status === 401) return new ConnectorError("auth_expired", message);
  if (status === 429)
    return new ConnectorError("throttled", message, {
      retryAfterMs: asked ?? waitOf(body.policyName, message),
    });
  if (status === 423) return new ConnectorError("throttled", message, { retryAfterMs: asked ?? LOCKED_MS });
  // The portal is moving to another data centre; Retry-After says for how long.
  if (status === 477) return new ConnectorError("throttled", message, { retryAfterMs: asked ?? HOUR_MS });
  if (status >= 500)
    return new ConnectorError("unavailable", message, { retryAfterMs: asked ?? undefined, unclear: write });
  return new ConnectorError("rejected", wordsOf(message, body.errors), {
    cause: { status, properties: refusedProperties(message, body.errors) },
  });
}

function waitOf(policy: string | undefined, message: string): number {
  if (policy === "DAILY" || /daily limit/i.test(message)) return HOUR_MS;
  return /secondly limit/i.test(message) && !/ten_secondly/i.test(message) ? SECOND_MS : TEN_SECONDS_MS;
}

function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header);
  return header === null || header.trim() === "" || !Number.isFinite(seconds)
    ? null
    : Math.max(0, seconds * 1_000);
}

type Details = readonly {
  code?: string | undefined;
  context?: Record<string, string[]> | undefined;
}[];

/** The words for the person who looks: HubSpot's own, with the properties it names only in the small print. */
function wordsOf(message: string, errors: Details | undefined): string {
  const names = (errors ?? []).flatMap(({ context }) => Object.values(context ?? {}).flat());
  return names.length === 0 ? message : `${message} (${[...new Set(names)].join(", ")})`;
}

function refusedProperties(message: string, errors: Details | undefined): string[] {
  const json = message.slice(message.indexOf("[{"), message.lastIndexOf("]") + 1);
  const inMessage = propertyProblems.safeParse(jsonOf(json)).data ?? [];
  const inErrors = (errors ?? [])
    .filter(({ code }) => code !== "MISSING_REQUIRED_PROPERTY")
    .flatMap(({ context }) => [...(context?.propertyName ?? []), ...(context?.properties ?? [])]);
  return [...inMessage.map(({ name }) => name), ...inErrors];
}

/** The properties that HubSpot did not like, when that is why it refused. */
export const refusedIn = (error: ConnectorError): readonly string[] => detail(error)?.properties ?? [];

export const isNotFound = (error: unknown): boolean =>
  error instanceof ConnectorError && detail(error)?.status === 404;

const detail = (error: ConnectorError) =>
  error.kind === "rejected"
    ? (error.cause as { status: number; properties: string[] } | undefined)
    : undefined;

/** Nothing was sent when not even a connection was made. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

export function connectionTrouble(error: unknown, write: boolean): ConnectorError {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  const why = cause?.code ?? (error instanceof Error ? error.message : String(error));
  return new ConnectorError("unavailable", `HubSpot could not be reached: ${why}`, {
    unclear: write && !NEVER_SENT.has(cause?.code ?? ""),
    cause: error,
  });
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway's page, or a message without the small print: the schemas say what that means.
    return undefined;
  }
}
