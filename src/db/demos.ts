import { sql } from "kysely";
import type { DemoTable } from "../app/ports/demos.ts";
import type { Executor } from "./executor.ts";

export const demos = ({ rows, run, t }: Executor): DemoTable => ({
  due: async (now) =>
    (
      await rows(sql<{ id: string }>`select id from ${t.businesses}
        where demo_ends_at is not null and not demo_ended and demo_ends_at <= ${now} order by demo_ends_at`)
    ).map(({ id }) => id),
  end: async (businessId, at) => {
    await run(sql`update ${t.businesses} set demo_ended = true, demo_ends_at = least(demo_ends_at, ${at})
      where id = ${businessId} and demo_ends_at is not null`);
  },
});
