import { sql } from "kysely";
import type { LeadTable } from "../app/ports/leads.ts";
import type { Executor } from "./executor.ts";

/** What shows that a lead came from a table. */
const SOURCE = "import";

/**
 * Three statements for any number of leads. A lead that a call makes at the same moment is met, not doubled: what
 * the table says of it is then written on that one.
 */
export const importLeads =
  ({ rows, run, t }: Executor): LeadTable["importAll"] =>
  async (businessId, writes, author, at) => {
    const made = writes
      .filter(({ leadId }) => leadId === null)
      .map(({ newId, phone, name, stage }) => ({ id: newId, phone, name, stage }));
    const changed = writes
      .filter(({ leadId, isNamed, isMoved }) => leadId !== null && (isNamed || isMoved))
      .map(({ leadId, name, stage }) => ({ id: leadId, name, stage }));
    const met = await rows(sql<{ id: string; phone: string }>`
      insert into ${t.leads} as l (id, business_id, phone, name, stage, source, created_at, updated_at, moved_at)
      select n.id, ${businessId}, n.phone, n.name, n.stage, ${SOURCE}, ${at}, ${at}, ${at}
      from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as n(id text, phone text, name text, stage text)
      order by n.phone
      on conflict (business_id, phone) do update
        set name = coalesce(excluded.name, l.name), stage = excluded.stage, updated_at = excluded.updated_at
      returning id, phone`);
    if (changed.length > 0)
      await run(sql`update ${t.leads} l set name = n.name, stage = n.stage, updated_at = ${at},
          moved_at = case when l.stage = n.stage then l.moved_at else ${at} end
        from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as n(id text, name text, stage text)
        where l.business_id = ${businessId} and l.id = n.id`);
    const idOf = new Map(met.map(({ id, phone }) => [phone, id]));
    const notes = writes.flatMap(({ phone, leadId, newNotes, noteIds }) =>
      newNotes.map((body, index) => ({ id: noteIds[index], lead: leadId ?? idOf.get(phone), body })),
    );
    if (notes.length > 0)
      await run(sql`insert into ${t.lead_notes} (id, business_id, lead_id, body, author, created_at)
        select n.id, ${businessId}, n.lead, n.body, ${author}, ${at}
        from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as n(id text, lead text, body text)`);
  };
