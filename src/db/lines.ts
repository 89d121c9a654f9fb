import { sql } from "kysely";
import type { Line, LineInUse, Tx } from "../app/ports/index.ts";
import type { AlertSettings } from "../domain/alerts.ts";
import type { RetentionDays } from "../domain/business.ts";
import { Refusal } from "../domain/errors.ts";
import { type E164, forwardTargetText, parseForwardTarget } from "../domain/phone.ts";
import { DEFAULT_OPTIONS, type LineOptions, optionsOf } from "../domain/settings.ts";
import type { TextingState } from "../domain/texting-state.ts";
import type { Executor } from "./executor.ts";

interface LineRow {
  id: string;
  businessId: string;
  number: string;
  enabled: boolean;
  forwardTo: string[];
  ringTimeoutSeconds: number;
  message: string;
  options: Partial<LineOptions>;
  texting: StoredTexting | null;
}

/** As JSON keeps it: times are text. */
export interface StoredTexting extends Omit<TextingState, "since" | "resumesAt"> {
  since: string;
  resumesAt: string | null;
}

interface InUseRow extends LineRow {
  businessName: string;
  timeZone: string;
  country: string;
  leadForAnsweredCallers: boolean;
  retentionDays: RetentionDays;
  alerts: AlertSettings | null;
  businessCreatedAt: Date;
  carrierAccountSid: string | null;
  connector: string | null;
}

const toLine = (row: LineRow): Line => ({
  id: row.id,
  businessId: row.businessId,
  number: row.number as E164,
  enabled: row.enabled,
  forwardTo: row.forwardTo.flatMap((text) => parseForwardTarget(text) ?? []),
  ringTimeoutSeconds: row.ringTimeoutSeconds,
  message: row.message,
  ...DEFAULT_OPTIONS,
  ...row.options,
  texting: row.texting === null ? null : textingOf(row.texting),
});

export const textingOf = (stored: StoredTexting): TextingState => ({
  ...stored,
  since: new Date(stored.since),
  resumesAt: stored.resumesAt === null ? null : new Date(stored.resumesAt),
});

const toInUse = (row: InUseRow): LineInUse => ({
  line: toLine(row),
  business: {
    id: row.businessId,
    name: row.businessName,
    timeZone: row.timeZone,
    country: row.country,
    leadForAnsweredCallers: row.leadForAnsweredCallers,
    retentionDays: row.retentionDays,
    alerts: row.alerts,
    createdAt: row.businessCreatedAt,
  },
  carrierAccountSid: row.carrierAccountSid,
  connector: row.connector,
});

export const lines = ({ rows, first, run, t }: Executor): Tx["lines"] => {
  const inUse = sql`select l.*, b.name as business_name, b.time_zone, b.country, b.lead_for_answered_callers,
      b.retention_days, b.alerts, b.created_at as business_created_at, c.account_sid as carrier_account_sid,
      k.connector
    from ${t.lines} l join ${t.businesses} b on b.id = l.business_id
    left join ${t.carriers} c on c.business_id = l.business_id
    left join ${t.connections} k on k.business_id = l.business_id`;
  return {
    find: async (businessId, number) => {
      const row = await first(
        sql<LineRow>`select * from ${t.lines} where business_id = ${businessId} and number = ${number}`,
      );
      return row === null ? null : toLine(row);
    },
    findInUse: async (number) => {
      const row = await first(sql<InUseRow>`${inUse} where l.number = ${number}`);
      return row === null ? null : toInUse(row);
    },
    ownerOf: async (number) =>
      (await first(sql<{ businessId: string }>`select business_id from ${t.lines} where number = ${number}`))
        ?.businessId ?? null,
    list: async (businessId) =>
      (
        await rows(sql<LineRow>`select * from ${t.lines} where business_id = ${businessId} order by number`)
      ).map(toLine),
    listInUse: async () => (await rows(sql<InUseRow>`${inUse} order by l.number`)).map(toInUse),
    upsert: async (line) => {
      const forwardTo = line.forwardTo.map(forwardTargetText);
      const row = await first(sql<LineRow>`insert into ${t.lines} as l
          (id, business_id, number, enabled, forward_to, ring_timeout_seconds, message, options)
        values (${line.id}, ${line.businessId}, ${line.number}, ${line.enabled}, ${forwardTo}::text[],
          ${line.ringTimeoutSeconds}, ${line.message}, ${JSON.stringify(optionsOf(line))})
        on conflict (number) do update set enabled = excluded.enabled, forward_to = excluded.forward_to,
          ring_timeout_seconds = excluded.ring_timeout_seconds, message = excluded.message,
          options = excluded.options, updated_at = now()
          where l.business_id = excluded.business_id
        returning *`);
      if (row === null)
        throw new Refusal("line_taken", `The line ${line.number} belongs to another business.`);
      return toLine(row);
    },
    lockTexting: async (businessId, number) => {
      const row = await first(sql<{ texting: StoredTexting | null }>`select texting from ${t.lines}
        where business_id = ${businessId} and number = ${number} for update`);
      return row === null || row.texting === null ? null : textingOf(row.texting);
    },
    setTexting: async (businessId, number, texting) => {
      await run(sql`update ${t.lines} set texting = ${JSON.stringify(texting)}
        where business_id = ${businessId} and number = ${number}`);
    },
    takeToAsk: (at, waitingBefore, anyBefore, limit) =>
      rows(sql<{ businessId: string; number: E164 }>`update ${t.lines} set registration_asked_at = ${at}
        where id in (
          select id from ${t.lines} where coalesce(registration_asked_at, '-infinity') < ${anyBefore}
            or (texting->>'status' <> 'ready' and registration_asked_at < ${waitingBefore})
          order by registration_asked_at nulls first limit ${limit} for update skip locked
        ) returning business_id, number`),
    delete: async (businessId, number) =>
      (await run(sql`delete from ${t.lines} where business_id = ${businessId} and number = ${number}`)) > 0,
  };
};
