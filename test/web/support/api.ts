/** The API over the small world: as much of it as the page uses, in the shapes that the page was typed with. */
import type { E164 } from "../../../src/domain/phone.ts";
import { DEFAULT_OPTIONS } from "../../../src/domain/settings.ts";
import type { Conversation, Lead, Line, TimelineItem } from "../../../src/web/api/shapes.ts";
import type { Asked } from "./stub.ts";
import { ABLE, at, NOW, text, type World } from "./world.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const ok = (body: unknown, status = 200): Answer => ({ status, body });
const refuse = (status: number, code: string, detail: string): Answer => ({
  status,
  body: { type: "about:blank", title: code, status, code, detail },
});
const NONE: Answer = { status: 204, body: undefined };

/** A cursor is simply where the next page begins. */
function paged<T>(items: readonly T[], query: URLSearchParams): Answer {
  const limit = Number(query.get("limit") ?? 50);
  const from = Number(query.get("after") ?? 0);
  const next = from + limit < items.length ? String(from + limit) : null;
  return ok({ items: items.slice(from, from + limit), next });
}

type Handler = (world: World, request: Asked, parts: readonly string[]) => Answer;

const routes: readonly [pattern: string, handler: Handler][] = [
  [
    "GET /session",
    ({ session }) => (session === null ? refuse(401, "unauthenticated", "Sign in.") : ok(session)),
  ],
  [
    "DELETE /session",
    (world) => {
      world.session = null;
      return NONE;
    },
  ],
  [
    "POST /session/link",
    (world, { body }) =>
      body.token === "good" ? signIn(world) : refuse(401, "unauthenticated", "This link is used up."),
  ],
  [
    "POST /invitations/accept",
    (world, { body }) =>
      body.token === "good" ? signIn(world) : refuse(401, "link_expired", "This link is used up."),
  ],
  [
    "DELETE /sessions",
    (world) => {
      world.session = null;
      return NONE;
    },
  ],
  ["POST /session/code/request", () => ok({}, 202)],
  [
    "POST /session/code/verify",
    (world, { body }) =>
      body.code === "123456" ? signIn(world) : refuse(401, "unauthenticated", "This code is not right."),
  ],
  ["GET /businesses", (world, { query }) => paged(world.businesses, query)],
  [
    "POST /businesses",
    (world, { body }) => {
      const business = {
        id: `biz_${world.businesses.length}`,
        name: String(body.name),
        timeZone: String(body.timeZone),
        country: "US",
        leadForAnsweredCallers: false,
        retentionDays: { bodies: null, recordings: null },
        createdAt: at(0),
      };
      world.businesses.push(business);
      return ok({ ...business, apiKey: "tb_once" }, 201);
    },
  ],
  ["GET /businesses/:", (world, _request, [id]) => found(world.businesses.find((each) => each.id === id))],
  [
    "PATCH /businesses/:",
    (world, { body }, [id]) => {
      const business = world.businesses.find((each) => each.id === id);
      return found(business === undefined ? undefined : Object.assign(business, body));
    },
  ],
  ["GET /businesses/:/lines", (world) => ok({ items: world.lines, next: null })],
  [
    "PUT /businesses/:/lines/:",
    (world, { body }, [, number]) => {
      const line = world.lines.find((each) => each.number === number);
      if (line !== undefined) return ok(Object.assign(line, body));
      if (number !== "+15125550111") return refuse(403, "not_assigned", "Only the operator assigns lines.");
      const fresh: Line = {
        number: number as E164,
        enabled: false,
        forwardTo: null,
        ringTimeoutSeconds: 20,
        message: "Sorry we missed your call! This is {{business_name}}.",
        ...DEFAULT_OPTIONS,
        texting: ABLE,
      };
      world.lines.push(fresh);
      return ok(fresh, 201);
    },
  ],
  ["GET /businesses/:/conversations", (world, { query }) => paged(inbox(world, query), query)],
  [
    "GET /businesses/:/conversations/:",
    (world, { query }, [, phone]) => paged(world.timelines.get(phone ?? "") ?? [], query),
  ],
  [
    "POST /businesses/:/conversations/:/handled",
    (world, _request, [, phone]) => {
      change(world, phone ?? "", { handledAt: NOW.toISOString() });
      return ok({});
    },
  ],
  [
    "POST /businesses/:/conversations/:/read",
    (world, _request, [, phone]) => {
      change(world, phone ?? "", { unread: false });
      return ok({});
    },
  ],
  [
    "POST /businesses/:/texts",
    (world, { body }) => {
      const item = text(String(body.to), 0, String(body.body), { direction: "out", state: "queued" });
      put(world, item);
      return ok({ id: item.id, state: "queued" }, 202);
    },
  ],
  ["POST /businesses/:/calls", () => ok({}, 202)],
  ["GET /businesses/:/texts", (world, { query }) => paged(all(world, "text"), query)],
  ["GET /businesses/:/calls", (world, { query }) => paged(all(world, "call"), query)],
  [
    "GET /businesses/:/texts/:",
    (world, _request, [, id]) => found(all(world, "text").find((each) => each.id === id)),
  ],
  [
    "GET /businesses/:/leads",
    (world, { query }) =>
      world.connection.connector === "builtin"
        ? paged(
            world.leads.filter(({ phone }) => phone === query.get("phone")),
            query,
          )
        : refuse(409, "not_builtin", "This business keeps its leads elsewhere."),
  ],
  [
    "PATCH /businesses/:/leads/:",
    (world, { body }, [, id]) => {
      const lead = world.leads.find((each) => each.id === id);
      if (lead === undefined) return found(undefined);
      Object.assign(lead, body satisfies Partial<Lead>);
      if (body.name !== undefined) change(world, lead.phone, { name: body.name as string | null });
      return ok(lead);
    },
  ],
  ["GET /businesses/:/credits", (world) => ok(world.credits)],
  ["GET /businesses/:/credits/transfers", (world, { query }) => paged(world.transfers, query)],
  [
    "POST /businesses/:/credits/grants",
    (world, { body }) => {
      world.credits = { ...world.credits, available: world.credits.available + Number(body.credits) };
      return ok(world.credits, 201);
    },
  ],
  ["GET /connectors", (world) => ok({ items: world.connectors, next: null })],
  ["GET /businesses/:/connection", (world) => ok(world.connection)],
  [
    "PUT /businesses/:/connection",
    (world, { body }) => {
      world.connection = {
        ...world.connection,
        connector: String(body.connector),
        health: "ok",
        detail: null,
      };
      return ok({ connector: body.connector, health: "ok" });
    },
  ],
  ["GET /businesses/:/activities", (world, { query }) => paged(world.activities, query)],
  ["POST /businesses/:/activities/:/retry", settled],
  ["POST /businesses/:/activities/:/discard", settled],
  ["POST /businesses/:/activities/:/move", settled],
];

const compiled = routes.map(([pattern, handler]) => {
  const [method, path = ""] = pattern.split(" ");
  return { method, path: new RegExp(`^${path.replaceAll(":", "([^/]+)")}$`), handler };
});

export function answer(world: World, request: Asked): Answer {
  for (const { method, path, handler } of compiled) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (match !== null) return handler(world, request, match.slice(1));
  }
  return refuse(404, "route_not_found", `There is no ${request.method} ${request.path} here.`);
}

const found = (thing: unknown): Answer =>
  thing === undefined ? refuse(404, "route_not_found", "There is no such thing.") : ok(thing);

function signIn(world: World): Answer {
  world.session = {
    user: { name: "Mike Miller" },
    role: "owner",
    businesses: world.businesses.map(({ id, name }) => ({ id, name })),
  };
  return ok({});
}

function settled(world: World, _request: Asked, [, id]: readonly string[]): Answer {
  const index = world.activities.findIndex((each) => each.id === id);
  if (index !== -1) world.activities.splice(index, 1);
  world.connection = { ...world.connection, failed: world.activities.length };
  return ok({});
}

const all = (world: World, type: TimelineItem["type"]): TimelineItem[] =>
  [...world.timelines.values()]
    .flat()
    .filter((item) => item.type === type)
    .sort((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt));

function inbox(world: World, query: URLSearchParams): Conversation[] {
  const [filter, q] = [query.get("filter") ?? "all", (query.get("q") ?? "").toLowerCase()];
  const matches = ({ phone, name, last, unread }: Conversation) => {
    const items = world.timelines.get(phone) ?? [];
    const replied = items.some((item) => item.type === "text" && item.direction === "in");
    const passes =
      filter === "all" ||
      (filter === "missed" && items.some((item) => item.type === "call" && item.outcome === "missed")) ||
      (filter === "replied" && replied) ||
      (filter === "waiting" && (unread || (last?.type === "text" && last.direction === "in")));
    if (!passes || q === "") return passes;
    const words = [phone, name ?? "", ...items.map((item) => (item.type === "text" ? item.body : ""))];
    return words.some((each) => each.toLowerCase().includes(q));
  };
  return world.conversations
    .filter(matches)
    .sort(
      (a, b) => Number(a.lastActivityAt < b.lastActivityAt) - Number(a.lastActivityAt > b.lastActivityAt),
    );
}

function change(world: World, phone: string, what: Partial<Conversation>): void {
  const index = world.conversations.findIndex((each) => each.phone === phone);
  const before = world.conversations[index];
  if (before !== undefined) world.conversations[index] = { ...before, ...what };
}

/** Puts a call or a text at the end of its timeline, and its conversation on top. */
export function put(world: World, item: TimelineItem, what: Partial<Conversation> = {}): void {
  const phone = item.phone ?? "";
  const items = world.timelines.get(phone) ?? [];
  world.timelines.set(phone, [...items, item]);
  if (items.length === 0 && !world.conversations.some((each) => each.phone === phone))
    world.conversations.push({
      phone: phone as E164,
      name: null,
      consent: "unknown",
      consentQuestion: null,
      unread: false,
      waiting: false,
      handledAt: null,
      lastActivityAt: item.occurredAt,
      last: item,
    });
  change(world, phone, { last: item, lastActivityAt: item.occurredAt, ...what });
}
