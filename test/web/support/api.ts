/** The API over the small world: as much of it as the page uses, in the shapes that the page was typed with. */
import { type ColumnUse, planImport, recogniseColumns } from "../../../src/domain/lead-import.ts";
import { STAGES } from "../../../src/domain/lead-stages.ts";
import type { E164 } from "../../../src/domain/phone.ts";
import { DEFAULT_OPTIONS } from "../../../src/domain/settings.ts";
import { textAnyway } from "../../../src/domain/text-back.ts";
import type {
  AlertChange,
  Alerts,
  BusinessHealth,
  Conversation,
  Invitation,
  Lead,
  Line,
  Purchase,
  TimelineItem,
  User,
} from "../../../src/web/api/shapes.ts";
import type { Asked } from "./stub.ts";
import { ABLE, at, CONNECTED_TO_NONE, NOW, text, type World } from "./world.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const ok = (body: unknown, status = 200): Answer => ({ status, body });
const refuse = (status: number, code: string, detail: string): Answer => ({
  status,
  body: { type: "about:blank", title: code, status, code, detail },
});
const NOT_BUILTIN = refuse(409, "not_builtin", "This business keeps its leads elsewhere.");
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
  ["GET /businesses/:/me/devices/key", () => ok({ publicKey: `B${"A".repeat(86)}` })],
  ["PUT /businesses/:/me/devices", () => NONE],
  ["POST /businesses/:/me/devices/forget", () => NONE],
  ["POST /businesses/:/me/phone/code", () => ok({ sent: true }, 202)],
  [
    "POST /businesses/:/me/phone/prove",
    (world, { body }) => {
      if (body.code !== "123456") return refuse(401, "wrong_code", "This code is wrong or too old.");
      if (world.session !== null)
        world.session = { ...world.session, user: { ...world.session.user, phoneProven: true } };
      return ok(world.users[0]);
    },
  ],
  ["GET /session/ways", ({ waysToSignIn }) => ok({ items: waysToSignIn, next: null })],
  ["POST /session/code/request", () => ok({}, 202)],
  [
    "POST /session/code/verify",
    (world, { body }) =>
      body.code === "123456" ? signIn(world) : refuse(401, "unauthenticated", "This code is not right."),
  ],
  [
    "GET /operator/businesses",
    (world, { query }) =>
      paged(
        world.businesses
          .filter(({ name }) => name.toLowerCase().includes((query.get("q") ?? "").toLowerCase()))
          .map(
            ({ id, name, timeZone, createdAt }): BusinessHealth => ({
              id,
              name,
              timeZone,
              createdAt,
              lines: world.lines.length,
              forwarding: world.lines.filter(({ forwardTo }) => forwardTo !== null).length,
              notTexting: 0,
              credits: world.credits.available,
              connector: world.connection.connector,
              health: world.connection.health,
              pending: 0,
              failed: world.connection.failed,
              openNotices: world.notices.filter(({ resolvedAt }) => resolvedAt === null).length,
              lastCallAt: at(12),
            }),
          ),
        query,
      ),
  ],
  ["GET /operator/line-defaults", (world) => ok(world.lineDefaults)],
  [
    "PUT /operator/line-defaults",
    (world, { body }) => {
      Object.assign(world.lineDefaults, body);
      return ok(world.lineDefaults);
    },
  ],
  [
    "POST /businesses/:/sign-in-links",
    () => ok({ url: "https://textback.example.com/sign-in?token=owners", expiresAt: at(-15) }, 201),
  ],
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
        demoEndsAt: null,
      };
      world.businesses.push(business);
      return ok({ ...business, apiKey: "tb_once" }, 201);
    },
  ],
  [
    "POST /operator/demos",
    () =>
      ok(
        {
          id: "biz_demo",
          name: "Demo Plumbing",
          line: "+15550100003",
          endsAt: at(-60 * 24 * 30),
          signIn: { url: "https://textback.example.com/sign-in?token=reviewers", expiresAt: at(-15) },
        },
        201,
      ),
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
    "GET /businesses/:/lines/:",
    (world, _request, [, number]) => {
      const line = world.lines.find((each) => each.number === number);
      return found(line === undefined ? undefined : { ...line, voicemailStartSeconds: null });
    },
  ],
  ["POST /businesses/:/lines/:/back-test", (world) => ok(world.backTest)],
  [
    "PUT /businesses/:/lines/:",
    (world, { body }, [, number]) => {
      const line = world.lines.find((each) => each.number === number);
      if (line !== undefined) return ok(Object.assign(line, body));
      if (number !== "+15125550111") return refuse(403, "not_assigned", "Only the operator assigns lines.");
      return newLine(world, number);
    },
  ],
  [
    "PUT /businesses/:/carrier",
    (world, { body }) => {
      world.carrier = SOME_CARRIER();
      return ok({ accountSid: body.accountSid });
    },
  ],
  [
    "GET /businesses/:/carrier/numbers",
    ({ carrier }) => (carrier === null ? NO_CARRIER : ok({ items: carrier.numbers, next: null })),
  ],
  [
    "GET /businesses/:/carrier/available-numbers",
    ({ carrier }, { query }) =>
      carrier === null
        ? NO_CARRIER
        : ok({
            items: carrier.available.filter(({ phoneNumber }) =>
              phoneNumber.startsWith(`+1${query.get("areaCode") ?? ""}`),
            ),
            next: null,
          }),
  ],
  ["POST /businesses/:/carrier/numbers", (world, { body }) => newLine(world, String(body.phoneNumber))],
  ["POST /businesses/:/lines/:/connect", (world, _request, [, number]) => newLine(world, number ?? "")],
  ["GET /businesses/:/conversations", (world, { query }) => paged(inbox(world, query), query)],
  [
    "GET /businesses/:/conversations/counts",
    (world) => {
      const of = (filter: string) => inbox(world, new URLSearchParams({ filter })).length;
      return ok({
        all: of("all"),
        missed: of("missed"),
        waiting: of("waiting"),
        replied: of("replied"),
        unread: world.conversations.filter(({ unread }) => unread).length,
      });
    },
  ],
  [
    "GET /businesses/:/conversations/:/summary",
    (world, _request, [, phone]) => {
      const one = world.conversations.find((each) => each.phone === phone);
      return one === undefined ? refuse(404, "conversation_not_found", "There is none.") : ok(one);
    },
  ],
  [
    "POST /businesses/:/conversations/:/consent",
    (world, { body }, [, phone]) => {
      change(world, phone ?? "", {
        consentQuestion: null,
        ...(body.optsOut === true ? { consent: "opted_out" as const } : {}),
      });
      return ok({});
    },
  ],
  [
    "GET /businesses/:/conversations/:/export",
    (world, _request, [, phone]) => ok({ phone, texts: world.timelines.get(phone ?? "") }),
  ],
  [
    "DELETE /businesses/:/conversations/:",
    (world, _request, [, phone]) => {
      world.timelines.delete(phone ?? "");
      world.conversations.splice(
        world.conversations.findIndex((each) => each.phone === phone),
        1,
      );
      return ok({ erased: {}, crm: world.connection.connector === "builtin" ? null : "hubspot" });
    },
  ],
  [
    "GET /businesses/:/blocked",
    (world) =>
      ok({
        items: world.conversations
          .filter(({ blocked }) => blocked)
          .map(({ phone, name }) => ({ phone, name })),
        next: null,
      }),
  ],
  ["PUT /businesses/:/blocked/:", (world, _request, [, phone]) => block(world, phone ?? "", true)],
  ["DELETE /businesses/:/blocked/:", (world, _request, [, phone]) => block(world, phone ?? "", false)],
  [
    "GET /businesses/:/conversations/:",
    (world, { query }, [, phone]) => paged(world.timelines.get(phone ?? "") ?? [], query),
  ],
  [
    "POST /businesses/:/conversations/:/handled",
    (world, { body }, [, phone]) => {
      change(world, phone ?? "", { handledAt: body.handled === true ? NOW.toISOString() : null });
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
  [
    "POST /businesses/:/calls",
    (world) => {
      world.calling = {
        id: "call_out",
        state: "ringing_owner",
        outcome: null,
        reason: null,
        problem: null,
      };
      return ok({ id: "call_out", state: "queued" }, 202);
    },
  ],
  ["GET /businesses/:/calls/:", (world) => found(world.calling ?? undefined)],
  [
    "POST /businesses/:/calls/:/text-back",
    (world, _request, [, id]) => {
      for (const [phone, items] of world.timelines)
        world.timelines.set(
          phone,
          items.map((item) =>
            item.id === id && item.type === "call" && item.receipt !== null
              ? { ...item, receipt: textAnyway(item.receipt) }
              : item,
          ),
        );
      return ok({}, 202);
    },
  ],
  [
    "POST /businesses/:/lines/:/live-test",
    (world, _request, [, line]) => {
      world.liveTest = {
        line: line ?? "",
        startedAt: NOW.toISOString(),
        endsAt: at(-10),
        state: "waiting",
        steps: { called: null, missed: null, texted: null, delivered: null },
        problem: null,
      };
      return ok(world.liveTest, 201);
    },
  ],
  [
    "GET /businesses/:/lines/:/live-test",
    ({ liveTest }) =>
      liveTest === null ? refuse(404, "live_test_not_found", "Not tried out yet.") : ok(liveTest),
  ],
  ["GET /businesses/:/notices", (world, { query }) => paged(world.notices, query)],
  [
    "POST /businesses/:/notices/:/done",
    (world, _request, [, id]) => {
      const index = world.notices.findIndex((each) => each.id === id);
      const notice = world.notices[index];
      if (notice === undefined) return found(undefined);
      world.notices[index] = { ...notice, resolvedAt: NOW.toISOString() };
      return ok(world.notices[index]);
    },
  ],
  ["GET /businesses/:/alerts", (world) => ok(world.alerts)],
  ["GET /businesses/:/alerts/sent", ({ sentAlerts }, { query }) => paged(sentAlerts, query)],
  [
    "PUT /businesses/:/alerts",
    (world, { body }) => {
      const { webhook } = body as AlertChange;
      world.alerts = {
        ...world.alerts,
        ...(body as Omit<Alerts, "webhook">),
        webhook:
          webhook === undefined
            ? world.alerts.webhook
            : webhook === null
              ? null
              : { ...webhook, failingSince: null },
      };
      return ok({ ...world.alerts, webhookSecret: webhook == null ? null : "whsec_once" });
    },
  ],
  ["GET /businesses/:/users", (world) => ok({ items: world.users, next: null })],
  [
    "PATCH /businesses/:/users/:",
    (world, { body }, [, id]) => {
      const index = world.users.findIndex((each) => each.id === id);
      const user = world.users[index];
      if (user === undefined) return found(undefined);
      if (user.role === "owner" && body.role === "member")
        return refuse(409, "last_owner", "This is the business's last owner.");
      world.users[index] = { ...user, ...(body as Partial<User>) };
      return ok(world.users[index]);
    },
  ],
  [
    "DELETE /businesses/:/users/:",
    (world, _request, [, id]) => {
      world.users.splice(
        world.users.findIndex((each) => each.id === id),
        1,
      );
      return NONE;
    },
  ],
  ["GET /businesses/:/invitations", (world) => ok({ items: world.invitations, next: null })],
  [
    "POST /businesses/:/invitations",
    (world, { body }) => {
      const invitation: Invitation = {
        ...(body as Pick<Invitation, "name" | "email" | "phone" | "role">),
        id: "inv_1",
        createdAt: at(0),
        expiresAt: at(-60 * 24 * 7),
      };
      world.invitations.push(invitation);
      return ok({ ...invitation, url: "https://textback.example.com/invitation?token=once" }, 201);
    },
  ],
  [
    "DELETE /businesses/:/invitations/:",
    (world) => {
      world.invitations.splice(0);
      return NONE;
    },
  ],
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
            leadsIn(world, query).filter(
              ({ phone, stage }) =>
                phone === (query.get("phone") ?? phone) && stage === (query.get("stage") ?? stage),
            ),
            query,
          )
        : NOT_BUILTIN,
  ],
  [
    "GET /businesses/:/leads/board",
    (world, { query }) => {
      if (world.connection.connector !== "builtin") return NOT_BUILTIN;
      const limit = Number(query.get("limit"));
      const columnOf = (stage: string) => {
        const all = leadsIn(world, query).filter((lead) => lead.stage === stage);
        const next = all.length > limit ? String(limit) : null;
        return { stage, count: all.length, items: all.slice(0, limit), next };
      };
      return ok({ stages: STAGES.map(columnOf) });
    },
  ],
  [
    "POST /businesses/:/leads/import/preview",
    (_world, { raw, query }) => ok(importOf(raw, query.get("columns"))),
  ],
  [
    "POST /businesses/:/leads/import",
    (world, { raw, query }) => {
      const { counts, rows } = importOf(raw, query.get("columns"));
      for (const { outcome, phone, name, stage } of rows)
        if (outcome === "create" && phone !== null)
          world.leads.push({
            id: `lead_${world.leads.length}`,
            phone,
            name,
            stage: stage ?? "New",
            source: "import",
            createdAt: at(0),
            movedAt: at(0),
            lastActivity: null,
            waiting: false,
          });
      return ok({ counts, refused: rows.filter(({ outcome }) => outcome === "refuse") });
    },
  ],
  [
    "GET /businesses/:/leads/:",
    (world, _request, [, id]) => {
      const lead = world.leads.find((each) => each.id === id);
      return lead === undefined
        ? refuse(404, "lead_not_found", "There is no such lead.")
        : ok({ ...lead, notes: world.notes.get(lead.id) ?? [], timeline: [] });
    },
  ],
  [
    "POST /businesses/:/leads/:/notes",
    (world, { body }, [, id]) => {
      const notes = world.notes.get(id ?? "") ?? [];
      const note = {
        id: `note_${notes.length + 2}`,
        body: String(body.body),
        author: "Mike Miller",
        createdAt: at(0),
      };
      world.notes.set(id ?? "", [...notes, note]);
      return ok(note, 201);
    },
  ],
  [
    "DELETE /businesses/:/leads/:/notes/:",
    (world, _request, [, id, note]) => {
      world.notes.set(
        id ?? "",
        (world.notes.get(id ?? "") ?? []).filter((each) => each.id !== note),
      );
      return NONE;
    },
  ],
  [
    "PATCH /businesses/:/leads/:",
    (world, { body }, [, id]) => {
      const lead = world.leads.find((each) => each.id === id);
      if (lead === undefined) return found(undefined);
      Object.assign(lead, body satisfies Partial<Lead>, { movedAt: NOW.toISOString() });
      if (body.name !== undefined) change(world, lead.phone, { name: body.name as string | null });
      return ok(lead);
    },
  ],
  ["GET /businesses/:/credits", (world) => ok(world.credits)],
  ["GET /businesses/:/credits/offer", (world) => ok(world.offer)],
  [
    "GET /businesses/:/credits/usage",
    ({ credits: { available } }) =>
      ok({
        timeZone: "America/Chicago",
        days: Array.from({ length: 30 }, (_, index) => ({
          day: new Date(NOW.getTime() - (29 - index) * 86_400_000).toISOString().slice(0, 10),
          spent: (index * 7) % 5,
        })),
        forecast: { available, creditsPerDay: 2, daysLeft: Math.floor(available / 2) },
      }),
  ],
  [
    "POST /businesses/:/credits/purchases",
    (world, { body }) => {
      const purchase: Purchase = {
        id: `pur_${world.purchases.length}`,
        credits: Number(body.credits),
        priceCents: Number(body.credits) * 9,
        state: "open",
        url: "/credits?purchase=pur_0",
        problem: null,
        requestedAt: at(0),
        settledAt: null,
      };
      world.purchases.push(purchase);
      return ok(purchase, 201);
    },
  ],
  [
    "GET /businesses/:/credits/purchases/:",
    (world, _request, [, id]) => found(world.purchases.find((each) => each.id === id)),
  ],
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
  ["GET /businesses/:/conversations/:/record", (world) => ok(world.record)],
  ["GET /businesses/:/activities", (world, { query }) => paged(world.activities, query)],
  [
    "PATCH /businesses/:/connection",
    (world, { body }) => {
      const { settings: specs = {} } =
        world.connectors.find(({ id }) => id === world.connection.connector) ?? {};
      const change = body.settings as Record<string, string | null>;
      const problems = Object.entries(change).flatMap(([name, value]) => {
        const { pattern, mismatch } = specs[name] ?? {};
        return value === null || pattern === undefined || new RegExp(`^(?:${pattern})$`, "u").test(value)
          ? []
          : [{ field: `settings.${name}`, message: mismatch ?? `must match ${pattern}` }];
      });
      if (problems.length > 0)
        return {
          status: 422,
          body: {
            status: 422,
            code: "invalid_input",
            detail: "These settings cannot be used.",
            errors: problems,
          },
        };
      const settings = Object.fromEntries(
        Object.entries({ ...world.connection.settings, ...change }).map(([name, value]) => [
          name,
          value ?? specs[name]?.default ?? "",
        ]),
      );
      world.connection = { ...world.connection, settings };
      return ok({ settings });
    },
  ],
  [
    "DELETE /businesses/:/connection",
    (world) => {
      world.connection = CONNECTED_TO_NONE;
      return NONE;
    },
  ],
  [
    "POST /businesses/:/activities/retry",
    (world) => {
      world.activities.splice(0);
      world.connection = { ...world.connection, failed: 0 };
      return NONE;
    },
  ],
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

const leadsIn = (world: World, query: URLSearchParams): Lead[] => {
  const q = (query.get("q") ?? "").toLowerCase();
  return world.leads
    .filter(({ name, phone }) => `${name} ${phone}`.toLowerCase().includes(q))
    .filter(({ waiting }) => query.get("filter") !== "waiting" || waiting)
    .sort((a, b) => Date.parse(b.movedAt) - Date.parse(a.movedAt));
};

/** Cells without quotes, which is all that the page's tests send. */
function importOf(raw: string, columns: string | null) {
  const [head = [], ...rest] = raw
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const uses = (columns?.split(",") as ColumnUse[] | undefined) ?? recogniseColumns(head);
  const { rows } = planImport(
    rest.map((cells, index) => ({ line: index + 2, cells })),
    uses,
    "US",
    [],
  );
  const count = (wanted: string) => rows.filter(({ outcome }) => outcome === wanted).length;
  return {
    columns: head.map((heading, index) => ({ heading, use: uses[index] ?? "ignore" })),
    problem: uses.includes("phone") ? null : "No column holds phone numbers.",
    counts: {
      create: count("create"),
      change: count("change"),
      same: count("same"),
      refuse: count("refuse"),
    },
    rows: uses.includes("phone") ? rows : [],
  };
}

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

const NO_CARRIER = refuse(403, "own_carrier_needed", "This business has no Twilio account of its own.");

const SOME_CARRIER = () => ({
  numbers: [
    {
      phoneNumber: "+15125550111",
      takesCalls: true,
      takesTexts: true,
      webhooks: { voice: "https://elsewhere.example/voice", sms: "" },
      pointsHere: false,
      overriddenBy: null,
      isLine: false,
    },
    {
      phoneNumber: "+15125550112",
      takesCalls: true,
      takesTexts: false,
      webhooks: { voice: "", sms: "" },
      pointsHere: false,
      overriddenBy: null,
      isLine: false,
    },
  ],
  available: [
    { phoneNumber: "+15125550121", locality: "Austin", region: "TX" },
    { phoneNumber: "+17375550122", locality: "Austin", region: "TX" },
  ],
});

function newLine(world: World, number: string): Answer {
  const fresh: Line = {
    number: number as E164,
    enabled: true,
    forwardTo: null,
    ringTimeoutSeconds: 20,
    message: "Sorry we missed your call! This is {{business_name}}.",
    ...DEFAULT_OPTIONS,
    texting: ABLE,
  };
  world.lines.push(fresh);
  return ok(fresh, 201);
}

function block(world: World, phone: string, blocked: boolean): Answer {
  change(world, phone, { blocked });
  return NONE;
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
      blocked: false,
      unread: false,
      waiting: false,
      handledAt: null,
      lastActivityAt: item.occurredAt,
      last: item,
    });
  change(world, phone, { last: item, lastActivityAt: item.occurredAt, ...what });
}
