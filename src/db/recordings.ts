import { sql } from "kysely";
import type { Recording, Tx } from "../app/ports/index.ts";
import type { Executor } from "./executor.ts";

export const recordings = ({ rows, first, run, t }: Executor): Tx["recordings"] => {
  const columns = sql`id, call_id, recording_sid, duration_seconds, occurred_at`;
  return {
    insert: async (r) =>
      (await run(sql`insert into ${t.recordings}
          (id, business_id, call_id, recording_sid, duration_seconds, occurred_at)
        values (${r.id}, ${r.businessId}, ${r.callId}, ${r.recordingSid}, ${r.durationSeconds}, ${r.occurredAt})
        on conflict (business_id, recording_sid) do nothing`)) > 0,
    find: (businessId, id) =>
      first(sql<Recording>`select ${columns} from ${t.recordings}
        where business_id = ${businessId} and id = ${id}`),
    ofCalls: (businessId, callIds) =>
      rows(sql<Recording>`select ${columns} from ${t.recordings}
        where business_id = ${businessId} and call_id = any(${callIds}::text[]) order by occurred_at, id`),
  };
};
