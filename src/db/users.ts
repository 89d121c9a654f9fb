import { type RawBuilder, sql } from "kysely";
import type { Invitation, SignInTx, User } from "../app/ports/sign-in.ts";
import { Refusal } from "../domain/errors.ts";
import type { Executor } from "./executor.ts";

const contactTaken = (error: unknown): never => {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  if (code === "23505" && (constraint === "users_email_once" || constraint === "users_phone_once"))
    throw new Refusal("contact_taken", "Somebody of this business has this e-mail address or phone already.");
  throw error;
};

export const users = ({ rows, first, run, t }: Executor): SignInTx["users"] => ({
  insert: async (u) => {
    await run(sql`insert into ${t.users} (id, business_id, name, email, phone, role, created_at)
      values (${u.id}, ${u.businessId}, ${u.name}, ${u.email}, ${u.phone}, ${u.role}, ${u.createdAt})`).catch(
      contactTaken,
    );
  },
  find: (businessId, id) =>
    first(sql<User>`select * from ${t.users} where business_id = ${businessId} and id = ${id}`),
  list: (businessId) =>
    rows(sql<User>`select * from ${t.users} where business_id = ${businessId} order by created_at, id`),
  listByContact: (contact) =>
    rows(sql<User>`select * from ${t.users}
      where ${contact.kind === "email" ? sql`email = ${contact.email}` : sql`phone = ${contact.phone}`}
      order by created_at, id`),
  update: async (businessId, id, change) => {
    const set = (column: string, value: unknown): RawBuilder<unknown>[] =>
      value === undefined ? [] : [sql`${sql.id(column)} = ${value}`];
    const changes = [
      ...set("name", change.name),
      ...set("email", change.email),
      ...set("phone", change.phone),
      ...(change.phone === undefined
        ? []
        : [
            sql`phone_proven_at = case when phone is not distinct from ${change.phone} then phone_proven_at end`,
          ]),
      ...set("role", change.role),
      sql`id = id`,
    ];
    return first(sql<User>`update ${t.users} set ${sql.join(changes)}
      where business_id = ${businessId} and id = ${id} returning *`).catch(contactTaken);
  },
  provePhone: async (businessId, id, phone, at) =>
    (await run(sql`update ${t.users} set phone_proven_at = ${at}
      where business_id = ${businessId} and id = ${id} and phone = ${phone}`)) > 0,
  remove: async (businessId, id) =>
    (await run(sql`with noted as (
        insert into ${t.crm_people_removed} (connector, account_id, crm_user_id, business_id)
        select connector, account_id, crm_user_id, business_id from ${t.crm_users}
        where business_id = ${businessId} and user_id = ${id}
        on conflict do nothing
      ) delete from ${t.users} where business_id = ${businessId} and id = ${id}`)) > 0,
  // The business too: where there is no owner yet, two could make the first one at once.
  lockOwners: async (businessId) => {
    await run(sql`select 1 from ${t.businesses} where id = ${businessId} for no key update`);
    return rows(sql<User>`select * from ${t.users} where business_id = ${businessId} and role = 'owner'
      order by created_at, id for update`);
  },
});

export const invitations = ({ rows, first, run, t }: Executor): SignInTx["invitations"] => {
  const columns = sql`id, business_id, name, email, phone, role, created_at, expires_at`;
  return {
    insert: async (i) => {
      await run(sql`insert into ${t.invitations}
          (id, business_id, hash, name, email, phone, role, invited_by, created_at, expires_at)
        values (${i.id}, ${i.businessId}, ${i.hash}, ${i.name}, ${i.email}, ${i.phone}, ${i.role}, ${i.invitedBy},
          ${i.createdAt}, ${i.expiresAt})`);
    },
    list: (businessId, now) =>
      rows(sql<Invitation>`select ${columns} from ${t.invitations}
        where business_id = ${businessId} and accepted_at is null and expires_at > ${now}
        order by created_at desc, id desc`),
    accept: (hash, now) =>
      first(sql<Invitation>`update ${t.invitations} set accepted_at = ${now}
        where hash = ${hash} and accepted_at is null and expires_at > ${now} returning ${columns}`),
    withdraw: async (businessId, id) =>
      (await run(sql`delete from ${t.invitations}
        where business_id = ${businessId} and id = ${id} and accepted_at is null`)) > 0,
  };
};
