/**
 * A nameless record that we made steps back when the real one turns up: made by a person, a form, an import. The CRM
 * is asked each day, in the background, and when it tells of a new number by itself; never while a caller waits.
 */
import { ConnectorError, MADE_BY_US, type Match } from "../../crm/contract.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { Connection } from "../ports/index.ts";
import type { KnownRecord } from "../ports/records.ts";
import { beginMove } from "./move-record.ts";
import { needReconnect } from "./need-reconnect.ts";
import { openConnector } from "./open-connector.ts";

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** Daily while a lead is fresh, then weekly, and after a year no more. */
const DAILY_FOR_MS = 30 * DAY_MS;
const LOOKED_FOR_MS = 365 * DAY_MS;
const AFTER_TROUBLE_MS = 3_600_000;
/** What a look counts for until it has said when the next one is due. */
const TAKEN_FOR_MS = 3_600_000;
/** A minute's worth of looks: searches are scarce, and callers' come first. */
const LOOKS = { perBusiness: 20, all: 200 } as const;

/** Made by us, because nobody had the number, and still nameless. */
export const isPlaceholder = ({ matchedBy, name }: KnownRecord): boolean =>
  matchedBy === MADE_BY_US && name === null;

/** When a record is first looked at again; `null`: it is nobody's placeholder. */
export const firstLookAt = (app: App, record: KnownRecord): Date | null =>
  isPlaceholder(record) ? new Date(app.clock.now().getTime() + DAY_MS) : null;

function nextLookAt(since: Date | null, now: Date): Date | null {
  const age = now.getTime() - (since ?? now).getTime();
  if (age > LOOKED_FOR_MS) return null;
  return new Date(now.getTime() + (age < DAILY_FOR_MS ? DAY_MS : WEEK_MS));
}

/** For the sweep. */
export async function healDue(app: App): Promise<void> {
  const now = app.clock.now();
  const { records, jobs } = app.store.read;
  const until = new Date(now.getTime() + TAKEN_FOR_MS);
  for (const { businessId, phone } of await records.takeToLookAt(now, until, LOOKS))
    await jobs.enqueue({ kind: "heal_record", businessId, phone });
}

export async function healRecord(
  app: App,
  businessId: string,
  phone: E164,
  signal: AbortSignal,
): Promise<void> {
  const { read } = app.store;
  const { connection, known } = await read.connections.findFor(businessId, phone);
  if (connection === null || known === null || !isPlaceholder(known)) return;
  const { connector } = connection;
  const lookAgain = (at: Date | null) => read.records.lookAgain(businessId, connector, phone, at);
  if (app.connectors.get(connector)?.manifest.abilities.includes("move") !== true) return lookAgain(null);
  try {
    const opened = await openConnector(app, businessId, connection, signal);
    const matches = await opened.findByPhone(phone);
    const ours = matches.find(({ recordId }) => recordId === known.recordId);
    if (ours?.name != null) await adopt(app, businessId, connection, phone, known, ours.name);
    else if (!(await moveToReal(app, businessId, connection, phone, known, matches)))
      await lookAgain(nextLookAt(await read.records.since(businessId, connector, phone), app.clock.now()));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    app.log.info({ businessId, connector, kind: error.kind }, "a record of ours was not looked at");
    await lookAgain(new Date(app.clock.now().getTime() + (error.retryAfterMs ?? AFTER_TROUBLE_MS)));
    if (error.kind === "auth_expired") await needReconnect(read, businessId, connection);
  }
}

/** Somebody gave our record a name: it is the real one now. */
async function adopt(
  app: App,
  businessId: string,
  { connector }: Connection,
  phone: E164,
  known: KnownRecord,
  name: string,
): Promise<void> {
  await app.store.read.records.remember(businessId, connector, phone, { ...known, name }, null);
  app.store.read.notify({ kind: "conversation", businessId, phone });
}

/** @returns whether it moves, or need not any more */
function moveToReal(
  app: App,
  businessId: string,
  { connector }: Connection,
  phone: E164,
  known: KnownRecord,
  matches: readonly Match[],
): Promise<boolean> {
  const [real, ...rest] = matches.filter(({ recordId }) => recordId !== known.recordId);
  if (real === undefined) return Promise.resolve(false);
  const others = rest.map(({ recordId, name }) => ({ recordId, name }));
  return app.store.transaction(async (tx) => {
    await tx.callers.lockExisting(businessId, phone);
    const current = await tx.records.find(businessId, connector, phone);
    if (current?.recordId !== known.recordId || !isPlaceholder(current)) return true;
    const { recordId, name, matchedBy } = real;
    const to = { recordId, name, matchedBy, others };
    try {
      await beginMove(app, tx, "heal", { businessId, phone, connector, why: "healed", to });
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.code === "move_under_way") return false;
      throw error;
    }
  });
}
