/** What an answer of Salesforce's that is no success means for us. */
import { ConnectorError } from "../../src/crm/contract.ts";
import { type CollectionResult, errorBody } from "./schemas.ts";

/** Why Salesforce said no, in its own codes: what a `rejected` carries as its cause. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The fields that it names, be it only inside the message. */
  readonly fields: readonly string[];
  /** What a duplicate rule found. */
  readonly matched: readonly string[];
}

/** Nothing but an administrator of the org can help. */
const ORG_OFF = new Set(["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "ORG_LOCKED"]);
/** The org's requests, searches or storage are used up. */
export const USED_UP: ReadonlySet<string> = new Set([
  "REQUEST_LIMIT_EXCEEDED",
  "EXCEEDED_SEARCH_QUERY_RATE_LIMIT",
  "STORAGE_LIMIT_EXCEEDED",
]);
/** "Retry is your best bet" (github.com/jsforce/jsforce/issues/1018): surely nothing was written. */
const TRY_AGAIN = new Set([
  "UNABLE_TO_LOCK_ROW",
  "QUERY_TIMEOUT",
  "SERVER_UNAVAILABLE",
  "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
]);
/** What is said when the record that something is to be put on is deleted, merged, converted or hidden. */
const NOT_THERE = new Set([
  "ENTITY_IS_DELETED",
  "INVALID_CROSS_REFERENCE_KEY",
  "CANNOT_UPDATE_CONVERTED_LEAD",
  "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
]);
/** About single fields, so that what remains may be accepted. */
const ABOUT_FIELDS = new Set([
  "INVALID_FIELD",
  "INVALID_FIELD_FOR_INSERT_UPDATE",
  "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
  "INACTIVE_OWNER_OR_USER",
]);
/** Storage is not freed by waiting a second, but an administrator may free it any moment. */
const STORAGE_MS = 900_000;

const FIELD_IN_MESSAGE = /(?:No such column '|field: |fields?: )(\w+)/;

/** @param write whether the request may have changed something: then a failure on the way is unclear */
export function troubleOf(status: number, body: unknown, write: boolean): ConnectorError {
  const [first] = errorBody.safeParse(body).data ?? [];
  const message = first?.message ?? `Salesforce answered ${status}`;
  return verdict(
    {
      status,
      code: first?.errorCode ?? "",
      message,
      fields: first?.fields?.length ? first.fields : fieldsIn(first?.errorCode ?? "", message),
      matched: (first?.duplicateResult?.matchResults ?? []).flatMap(({ matchRecords }) =>
        matchRecords.map(({ record }) => record.Id),
      ),
    },
    write,
  );
}

/** One record of a collection was refused; the others are another matter. */
export function troubleOfRecord({ errors }: CollectionResult): ConnectorError {
  const [first] = errors;
  const { statusCode = "", message = "Salesforce did not say why", fields = [] } = first ?? {};
  const named = fields.length > 0 ? fields : fieldsIn(statusCode, message);
  return verdict({ status: 400, code: statusCode, message, fields: named, matched: [] }, false);
}

function fieldsIn(code: string, message: string): readonly string[] {
  if (code === "INACTIVE_OWNER_OR_USER") return ["OwnerId"];
  const field = FIELD_IN_MESSAGE.exec(message)?.[1];
  return field === undefined ? [] : [field];
}

function verdict(refusal: Refusal, write: boolean): ConnectorError {
  const { status, code, message } = refusal;
  const cause = refusal;
  if (status === 401 || code === "INVALID_SESSION_ID" || ORG_OFF.has(code))
    return new ConnectorError("auth_expired", message, { cause });
  if (USED_UP.has(code)) return new ConnectorError("throttled", message, { cause, retryAfterMs: STORAGE_MS });
  if (TRY_AGAIN.has(code)) return new ConnectorError("unavailable", message, { cause });
  // A redirect is not followed: the token would go to whatever it names. And where no code stands, it is not the
  // org that says no, but something before it.
  if (status >= 500 || status < 400 || code === "")
    return new ConnectorError("unavailable", message, { cause, unclear: write });
  return new ConnectorError("rejected", message, { cause });
}

/** `null`: it never answered. What broke the way has a code of its own, a timeout's even a number. */
export const refusalOf = (error: unknown): Refusal | null => {
  const cause = error instanceof ConnectorError ? (error.cause as Partial<Refusal> | undefined) : undefined;
  return cause?.matched === undefined ? null : (cause as Refusal);
};

export const saysNotThere = (error: unknown): boolean => NOT_THERE.has(refusalOf(error)?.code ?? "");

/**
 * It holds a record with this value in this field already: what a unique field of ours is for. When our user may not
 * see that record, Salesforce says "<unknown>" in the place of the field.
 */
export const saysAlreadyThere = (error: unknown, field: string | null): boolean => {
  const refusal = refusalOf(error);
  if (field === null || refusal?.code !== "DUPLICATE_VALUE") return false;
  return refusal.message.includes(field) || refusal.message.includes("<unknown>");
};

/** "duplicate value found: Key__c duplicates value on record with id: 00T…" */
export const idIn = (message: string): string | null =>
  /\b([a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?)\b(?=\W*$)/.exec(message)?.[1] ?? null;

/** The fields that Salesforce did not like, when that is why it refused. */
export const refusedFields = (error: unknown): readonly string[] => {
  const refusal = refusalOf(error);
  return refusal !== null && ABOUT_FIELDS.has(refusal.code) ? refusal.fields : [];
};

/** Nothing was sent when not even a connection was made. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

export function connectionTrouble(error: unknown, write: boolean): ConnectorError {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  const why = cause?.code ?? (error instanceof Error ? error.message : String(error));
  return new ConnectorError("unavailable", `Salesforce could not be reached: ${why}`, {
    unclear: write && !NEVER_SENT.has(cause?.code ?? ""),
    cause: error,
  });
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway's page: the schemas say what that means.
    return undefined;
  }
}
