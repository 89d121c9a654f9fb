/**
 * Businesses that have grown for a year: their conversations, leads and credits, written into the real tables by one
 * statement each, so that 100,000 calls and texts are there in seconds. The same seed always gives the same rows.
 */
import type pg from "pg";

export interface Grown {
  readonly businessId: string;
  readonly line: string;
  /** Whoever wrote or called last has the number `grownCaller(seed, 0)`. */
  readonly conversations: number;
  readonly seed: number;
}

/** The area code tells the seed: numbers of two businesses differ. */
export const grownCaller = (seed: number, index: number): string => `+1${200 + seed}${5_550_000 + index}`;

/** Days over which everything happened: as long as the longest report. */
const DAYS = 400;
/** "thermostat" stands in so few conversations, "heater" in all. */
const RARE_ONE_OF = 500;
/** So many kinds of numbers of calls in a conversation, from 3 on; and as many of texts. */
const SIZES = 8;

/** A number in [0, below) that only the seed, the row and the purpose decide. */
const chance = (row: string, purpose: number, below: number): string =>
  `(abs(hashint8extended((${row})::bigint, $4::bigint * 100 + ${purpose})) % ${below})::int`;

const CONVERSATIONS = `
  create temporary table conversation on commit drop as
    select n, '+1' || (200 + $4::int) || (5550000 + n) as phone,
      'lead_' || $1 || n as lead_id,
      -- The further down the list, the longer ago.
      now() - interval '1 minute' - make_interval(secs => n * (${DAYS - 60} * 86400.0 / $3::int)) as last_at,
      case when ${chance("n", 1, 10)} < 7 then
        (array['Ada','Ben','Carla','Dan','Eva','Finn','Gina','Hugo','Ines','Jack','Kim','Lena'])[1 + ${chance("n", 2, 12)}] || ' '
        || (array['Whitaker','Ortiz','Novak','Baker','Silva','Young','Meyer','Clarke','Rossi','Hughes'])[1 + ${chance("n", 3, 10)}]
        || ' ' || n end as name
    from generate_series(0, $3::int - 1) as n where $2::text is not null`;

const HAPPENED = `
  create temporary table happened on commit drop as
    select c.n, c.phone, kind, each, c.n * 100 + each as row,
      c.last_at - make_interval(hours => 2 * each) - case kind when 'text' then interval '0' else interval '1 minute' end as at,
      $1 || kind || c.n || '_' || each as id, each = 0 and kind = 'text' as is_last
    from conversation c, (values ('call', 4), ('text', 5)) as kinds (kind, salt),
      generate_series(0, 2 + ${chance("c.n * 10 + salt", 4, SIZES)}) as each
    where $2::text is not null and $3::int > 0`;

const CALLS = `
  insert into textback.calls (id, business_id, line, phone, caller_kind, standing, direction, call_sid, outcome, reason,
      duration_seconds, ended, receipt, occurred_at, recorded_at)
    select id, $1, $2, phone, 'known', 'textable', 'in', 'CA' || id,
      case when missed then 'missed' else 'answered' end, case when missed then 'no_answer' end,
      case when missed then 0 else 240 end, true,
      case when missed then jsonb_build_object('decision', 'text', 'reason', null, 'summary', 'The caller was texted.', 'checks', '[]'::jsonb) end,
      at, at
    from (select *, ${chance("row", 5, 3)} > 0 as missed from happened where kind = 'call' and $3::int > 0) c`;

const TEXTS = `
  insert into textback.texts (id, business_id, line, phone, direction, purpose, call_id, body, state, message_sid, segments,
      occurred_at, recorded_at)
    select t.id, $1, $2, t.phone, direction, purpose, case purpose when 'text_back' then $1 || 'call' || n || '_' || each end,
      case when is_last then 'See you at the appointment.'
        when each = 1 and n % ${RARE_ONE_OF} = 7 then 'The thermostat shows nothing.'
        else 'About number ' || row || ': the heater makes a noise again.' end,
      case direction when 'in' then 'received' else 'delivered' end, 'SM' || t.id, 1, at, at
    from (
      select h.*, case when ${chance("row", 6, 2)} = 0 then 'in' else 'out' end as direction,
        case when ${chance("row", 6, 2)} = 0 then 'inbound'
          when exists (select from textback.calls c where c.id = $1 || 'call' || h.n || '_' || h.each and c.outcome = 'missed') then 'text_back'
          else 'api' end as purpose
      from happened h where kind = 'text' and $3::int > 0
    ) t`;

const CALLERS = `
  insert into textback.callers (business_id, phone, name, first_seen_at, last_activity_at, position, last_call_at,
      last_call_missed, caller_spoke_last, texted_back, replied, unread, handled_at)
    select $1, phone, name, last_at - interval '1 day', last_at, (extract(epoch from last_at) * 1000000)::bigint, last_at,
      ${chance("n", 7, 3)} > 0, ${chance("n", 8, 2)} = 0, true, ${chance("n", 9, 3)} = 0,
      n < 200 and ${chance("n", 10, 4)} = 0,
      -- Old ones were seen to long ago.
      case when n >= 300 and ${chance("n", 11, 50)} > 0 then last_at + interval '1 hour' end
    from conversation where $2::text is not null and $3::int > 0`;

const LEADS = `
  insert into textback.leads (id, business_id, phone, name, stage, source, created_at, updated_at, moved_at)
    select lead_id, $1, phone, name,
      case when n < 100 then 'New' else (array['Contacted','Scheduled','Won','Won','Lost','Lost'])[1 + ${chance("n", 12, 6)}] end,
      'Missed call', last_at - interval '1 day', last_at, last_at
    from conversation where $2::text is not null and $3::int > 0`;

const LEAD_ACTIVITIES = `
  insert into textback.lead_activities (business_id, lead_id, activity_id, kind, title, body, occurred_at)
    select $1, 'lead_' || $1 || n, 'act_' || id, kind, 'Missed call', 'What was said.', at
    from happened where $2::text is not null and $3::int > 0 and $4::int > 0`;

const LEAD_NOTES = `
  insert into textback.lead_notes (id, business_id, lead_id, body, author, created_at)
    select 'note_' || lead_id, $1, lead_id, case when n % ${RARE_ONE_OF} = 7 then 'Has a boiler' else 'Called back' end, 'Ada', last_at
    from conversation where ${chance("n", 13, 4)} = 0 and $2::text is not null and $3::int > 0`;

const SPENT = `
  with paid as (select id, occurred_at from textback.texts where business_id = $1 and direction = 'out'),
  moved as (
    insert into textback.credit_transfers (id, business_id, key, kind, source, target, credits, text_id, reason, occurred_at)
      select 'tr_' || kind || paid.id, $1, kind || ':' || paid.id, kind, $1 || ':' || source, $1 || ':' || target, 1, paid.id, kind,
        paid.occurred_at + make_interval(secs => second)
      from paid, (values ('hold', 'available', 'held', 0), ('post', 'held', 'spent', 1)) as k (kind, source, target, second)
      union all
      select 'tr_grant' || $1, $1, 'grown', 'grant', 'issued', $1 || ':available', count(*) + 100, null, 'Test',
        now() - interval '${DAYS} days' from paid
    returning source, target, credits
  )
  update textback.credit_accounts a set balance = a.balance + m.change
    from (select account, sum(change) as change from (
      select source as account, -credits as change from moved union all select target, credits from moved
    ) both_sides group by account) m
    where a.id = m.account and $2::text is not null and $3::int > 0 and $4::int > 0`;

const STATEMENTS = [
  CONVERSATIONS,
  HAPPENED,
  CALLS,
  TEXTS,
  CALLERS,
  LEADS,
  LEAD_ACTIVITIES,
  LEAD_NOTES,
  SPENT,
];

/** Of a business that is there already, with an open ledger. Ends with the statistics that Postgres plans by. */
export async function grow(pool: pg.Pool, businesses: readonly Grown[]): Promise<void> {
  const client = await pool.connect();
  try {
    for (const { businessId, line, conversations, seed } of businesses) {
      await client.query("begin");
      // Neither triggers nor checks of foreign keys, of which 100,000 rows would need as many.
      await client.query("set local session_replication_role = replica");
      for (const statement of STATEMENTS)
        await client.query(statement, [businessId, line, conversations, seed]);
      await client.query("commit");
    }
    await client.query(
      "vacuum analyze textback.callers, textback.calls, textback.texts, textback.leads, textback.lead_activities, textback.lead_notes, textback.credit_transfers",
    );
  } finally {
    client.release(true);
  }
}
