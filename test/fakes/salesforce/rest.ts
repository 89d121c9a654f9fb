/** The resources of the REST API over one org, composite and collections included. */
import type { Answer } from "./answers.ts";
import * as answers from "./answers.ts";
import type { SalesforceOrg } from "./org.ts";

export const VERSION = "67.0";
const DATA = `/services/data/v${VERSION}`;
const MAX_PARTS = 25;
const MAX_QUERIES = 5;
const MAX_COLLECTION = 200;

interface Part {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly httpHeaders?: Readonly<Record<string, string>>;
  readonly body?: Record<string, unknown>;
}

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export function respond(one: SalesforceOrg, call: Call): Answer {
  const url = new URL(call.url, "http://org");
  if (!url.pathname.startsWith(`${DATA}/`)) return answers.notFound;
  const path = url.pathname.slice(DATA.length + 1).replace(/\/$/, "");
  if (call.method === "POST" && path === "composite") return composite(one, call.body);
  if (call.method === "POST" && path === "composite/sobjects")
    return collection(one, call.body, (type, fields) => one.create(type, fields));
  if (call.method === "PATCH" && path === "composite/sobjects")
    return collection(one, call.body, (type, { id, ...fields }) => one.update(type, String(id), fields));
  if (call.method === "GET" && path === "limits")
    return answers.ok({ DailyApiRequests: { Max: 15_000, Remaining: 14_998 } });
  return single(one, call, path, url.searchParams);
}

const header = (headers: Call["headers"], name: string): string =>
  Object.entries(headers).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? "";

function single(one: SalesforceOrg, call: Call, path: string, given: URLSearchParams): Answer {
  const q = given.get("q") ?? "";
  const [resource, type = "", id, rest] = path.split("/").map(decodeURIComponent);
  const fields = (call.body ?? {}) as Record<string, unknown>;
  const how = {
    allowSave: /allowSave=true/i.test(header(call.headers, "Sforce-Duplicate-Rule-Header")),
    autoAssign: !/false/i.test(header(call.headers, "Sforce-Auto-Assign")),
  };
  switch (`${call.method} ${resource}`) {
    case "GET query":
      return one.query(q, false);
    case "GET queryAll":
      return one.query(q, true);
    case "GET search":
      return one.search(q);
    case "POST sobjects":
      return id === undefined ? one.create(type, fields, how) : answers.notFound;
    case "PATCH sobjects":
      if (rest === undefined) return one.update(type, id ?? "", fields);
      return byKey(one, call, { type, field: id ?? "", value: rest, updateOnly: given.has("updateOnly") });
    case "DELETE sobjects":
      return one.delete(type, id ?? "");
    case "GET sobjects":
      if (id === "describe") return one.describe(type);
      return rest === undefined ? one.read(type, id ?? "") : byExternalId(one, type, id ?? "", rest);
    default:
      return answers.notFound;
  }
}

/**
 * Upsert is not race-free: "the second gets DUPLICATE_VALUE even on PATCH" (help 000383480). Here it always is the
 * second.
 */
function byKey(
  one: SalesforceOrg,
  call: Call,
  { type, field, value, updateOnly }: { type: string; field: string; value: string; updateOnly: boolean },
): Answer {
  const fields = (call.body ?? {}) as Record<string, unknown>;
  const [found] = holders(one, type, field, value);
  if (updateOnly) return found === undefined ? answers.notFound : one.update(type, found.id, fields);
  return one.create(type, { ...fields, [field]: value });
}

function byExternalId(one: SalesforceOrg, type: string, field: string, value: string): Answer {
  const [found] = holders(one, type, field, value);
  return found === undefined ? answers.notFound : one.read(type, found.id);
}

const holders = (one: SalesforceOrg, type: string, field: string, value: string) =>
  type === "Lead" || type === "Task" ? one.living(type).filter((each) => each.fields[field] === value) : [];

/** "The top level is always 200." With allOrNone the others are rolled back, and say only that. */
function composite(one: SalesforceOrg, body: unknown): Answer {
  const { allOrNone = false, compositeRequest = [] } = body as {
    allOrNone?: boolean;
    compositeRequest?: readonly Part[];
  };
  const queries = compositeRequest.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)\b/.test(url));
  if (compositeRequest.length === 0 || compositeRequest.length > MAX_PARTS || queries.length > MAX_QUERIES)
    return answers.refused(
      400,
      "LIMIT_EXCEEDED",
      "The maximum number of subrequests allowed in one composite request has been exceeded",
    );
  if (compositeRequest.some(({ referenceId }) => !/^[A-Za-z0-9_]+$/.test(referenceId)))
    return answers.refused(400, "INVALID_FIELD", "Provided referenceId is invalid");
  return one.transaction(() => {
    const results = new Map<string, Answer>();
    let failed: string | null = null;
    for (const part of compositeRequest) {
      if (failed !== null && allOrNone) break;
      const answer = subrequest(one, part, results);
      results.set(part.referenceId, answer);
      if (answer.status >= 300) failed ??= part.referenceId;
    }
    const rolledBack = failed !== null && allOrNone;
    const compositeResponse = compositeRequest.map(({ referenceId }) => {
      const own = results.get(referenceId) ?? answers.halted;
      const answer = rolledBack && referenceId !== failed ? answers.halted : own;
      return { body: answer.body, httpHeaders: {}, httpStatusCode: answer.status, referenceId };
    });
    return { answer: answers.ok({ compositeResponse }), keep: !rolledBack };
  });
}

function subrequest(one: SalesforceOrg, part: Part, results: ReadonlyMap<string, Answer>): Answer {
  if (/\/search\b/.test(part.url))
    return answers.refused(400, "BAD_REQUEST", "Search is no resource of a composite");
  try {
    const body = part.body === undefined ? undefined : filled(part.body, results);
    const url = decodeURI(part.url).includes("@{") ? String(filled(decodeURI(part.url), results)) : part.url;
    const parsed = new URL(url, "http://org");
    const path = parsed.pathname.slice(DATA.length + 1);
    const call = { method: part.method, url, headers: part.httpHeaders ?? {}, body };
    return single(one, call, path, parsed.searchParams);
  } catch (error) {
    if (!(error instanceof UnknownReference)) throw error;
    return answers.refused(400, "PROCESSING_HALTED", error.message);
  }
}

class UnknownReference extends Error {}

/** "@{lead.id}" anywhere in a text is what the request of that name answered. */
function filled(value: unknown, results: ReadonlyMap<string, Answer>): unknown {
  if (Array.isArray(value)) return value.map((each) => filled(each, results));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, results)]));
  if (typeof value !== "string") return value;
  return value.replaceAll(/@\{([^}]*)\}/g, (_all, path: string) => {
    const [name = "", ...steps] = path.split(/[.[\]]+/).filter((step) => step !== "");
    let at: unknown = results.get(name)?.body;
    for (const step of steps) at = (at as Record<string, unknown> | null | undefined)?.[step];
    if (at === undefined || at === null || typeof at === "object")
      throw new UnknownReference(`Invalid reference specified. No value for ${path} found in ${name}`);
    return String(at);
  });
}

function collection(
  one: SalesforceOrg,
  body: unknown,
  each: (type: string, fields: Record<string, unknown>) => Answer,
): Answer {
  const { records = [] } = body as {
    records?: readonly (Record<string, unknown> & { attributes: { type: string } })[];
  };
  if (records.length === 0 || records.length > MAX_COLLECTION)
    return answers.refused(
      400,
      "EXCEEDED_ID_LIMIT",
      `record limit reached. cannot submit more than ${MAX_COLLECTION} records into this call`,
    );
  // A field that nobody knows spoils the reading of the whole request.
  for (const { attributes, ...fields } of records) {
    const names = Object.keys(fields).map((name) => (name === "id" ? "Id" : name));
    const probe = one.query(`SELECT ${names.join(", ")} FROM ${attributes.type} LIMIT 1`, false);
    if (answers.codeOf(probe) === "INVALID_FIELD") return probe;
  }
  return answers.ok(
    records.map(({ attributes, ...fields }) => {
      const answer = each(attributes.type, fields);
      if (answer.status === 201) return answer.body;
      if (answer.status === 204) return { id: fields.id, success: true, errors: [] };
      const [error] = answer.body as { errorCode: string; message: string; fields?: string[] }[];
      return {
        success: false,
        errors: [{ statusCode: error?.errorCode, message: error?.message, fields: error?.fields ?? [] }],
      };
    }),
  );
}
