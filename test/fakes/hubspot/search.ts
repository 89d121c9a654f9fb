/** POST …/contacts/search, within its documented limits. */
import { type Answer, badRequest, ok } from "./answers.ts";
import { exists } from "./properties.ts";

/** What the index says of a contact from this moment on. `null`: it is gone. */
export interface IndexEntry {
  readonly id: string;
  readonly visibleFrom: Date;
  readonly properties: Readonly<Record<string, string>> | null;
}

interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: string;
  readonly values?: readonly string[];
}

const MAX_GROUPS = 5;
const MAX_FILTERS_IN_GROUP = 6;
const MAX_FILTERS = 18;
const MAX_LIMIT = 200;
const MAX_BODY = 3_000;

const holds = (properties: Readonly<Record<string, string>>, filter: Filter): boolean => {
  const value = (properties[filter.propertyName] ?? "").toLowerCase();
  switch (filter.operator) {
    case "EQ":
      return value !== "" && value === filter.value?.toLowerCase();
    case "IN":
      return (filter.values ?? []).includes(value);
    case "CONTAINS_TOKEN":
      return new RegExp(`^${(filter.value ?? "").replaceAll("*", ".*")}$`).test(value);
    default:
      throw new Error(`The fake knows no operator ${filter.operator}`);
  }
};

export function search(
  index: readonly IndexEntry[],
  now: Date,
  body: unknown,
  show: (id: string, names: readonly string[]) => object | null,
): Answer {
  const {
    filterGroups = [],
    properties = [],
    limit = 10,
    sorts = [],
  } = body as {
    filterGroups?: readonly { filters: readonly Filter[] }[];
    properties?: readonly string[];
    limit?: number;
    sorts?: readonly unknown[];
  };
  const filters = filterGroups.flatMap((group) => group.filters);
  if (JSON.stringify(body).length > MAX_BODY) return badRequest("The request body is too long");
  if (filterGroups.length > MAX_GROUPS)
    return badRequest(`At most ${MAX_GROUPS} filter groups may be provided; found ${filterGroups.length}`);
  if (filters.length > MAX_FILTERS || filterGroups.some((each) => each.filters.length > MAX_FILTERS_IN_GROUP))
    return badRequest("Too many filters were provided");
  if (limit > MAX_LIMIT) return badRequest(`limit must be at most ${MAX_LIMIT}`);
  if (sorts.length > 1) return badRequest("Only one sort may be provided");
  const unknown = filters.find(({ propertyName }) => !exists("contacts", propertyName));
  if (unknown !== undefined)
    return badRequest(
      `There was a problem with the request. Property "${unknown.propertyName}" does not exist`,
    );

  const current = new Map<string, Readonly<Record<string, string>> | null>();
  for (const entry of index) if (entry.visibleFrom <= now) current.set(entry.id, entry.properties);
  const found = [...current].flatMap(([id, indexed]) =>
    indexed !== null && filterGroups.some((group) => group.filters.every((each) => holds(indexed, each)))
      ? [{ id, createdate: indexed.createdate ?? "" }]
      : [],
  );
  // By creation, oldest first, is HubSpot's own default order too. Of equals the later comes first here: it promises nothing.
  found.sort((a, b) => a.createdate.localeCompare(b.createdate) || Number(b.id) - Number(a.id));
  const results = found.slice(0, limit).flatMap(({ id }) => show(id, properties) ?? []);
  return ok({ total: found.length, results });
}
