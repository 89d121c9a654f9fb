import { sql } from "kysely";
import type { PushDevice, PushTx } from "../app/ports/push.ts";
import type { Executor } from "./executor.ts";

export const push = ({ rows, first, run, t }: Executor): PushTx["push"] => ({
  keys: () =>
    first(sql<{ publicKey: string; sealedPrivateKey: string }>`select public_key, sealed_private_key
      from ${t.push_keys}`),
  keepKeys: async (publicKey, sealedPrivateKey) => {
    await run(sql`insert into ${t.push_keys} (public_key, sealed_private_key)
      values (${publicKey}, ${sealedPrivateKey}) on conflict do nothing`);
  },
  put: async (d, limit) => {
    await run(sql`insert into ${t.push_devices}
        (id, business_id, user_id, endpoint_hash, session_hash, sealed, created_at)
      values (${d.id}, ${d.businessId}, ${d.userId}, ${d.endpointHash}, ${d.sessionHash}, ${d.sealed}, ${d.at})
      on conflict (business_id, endpoint_hash) do update set user_id = excluded.user_id,
        session_hash = excluded.session_hash, sealed = excluded.sealed, created_at = excluded.created_at`);
    await run(sql`delete from ${t.push_devices} where business_id = ${d.businessId} and id in (
      select id from ${t.push_devices} where business_id = ${d.businessId} and user_id = ${d.userId}
      order by created_at desc, id desc offset ${limit})`);
  },
  list: (businessId) =>
    rows(sql<PushDevice>`select id, business_id, user_id, sealed from ${t.push_devices}
      where business_id = ${businessId} order by created_at, id`),
  remove: async (businessId, id) => {
    await run(sql`delete from ${t.push_devices} where business_id = ${businessId} and id = ${id}`);
  },
  removeOfEndpoint: async (businessId, userId, endpointHash) =>
    (await run(sql`delete from ${t.push_devices}
      where business_id = ${businessId} and user_id = ${userId} and endpoint_hash = ${endpointHash}`)) > 0,
  removeOfSession: async (sessionHash) => {
    await run(sql`delete from ${t.push_devices} where session_hash = ${sessionHash}`);
  },
  removeOfUsers: async (userIds) => {
    await run(sql`delete from ${t.push_devices} where user_id = any(${userIds}::text[])`);
  },
});
