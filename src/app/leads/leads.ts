/** The leads of the built-in store as people work with them: by stage, with notes. */
import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import type { LeadNote, LeadView } from "../ports/leads.ts";
import { DEFAULT_CONNECTION } from "../timeline/open-connector.ts";

export const QUIET_AFTER_MS = 7 * 86_400_000;

/** @throws Refusal `not_builtin` */
export async function requireBuiltin(tx: Tx, businessId: string): Promise<void> {
  const connection = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
  if (connection.connector !== "builtin")
    throw new Refusal("not_builtin", `This business keeps its leads in ${connection.connector}.`);
}

const leadNotFound = () => new Refusal("lead_not_found", "There is no such lead.");

/** @throws Refusal `lead_not_found` */
export async function findLead(tx: Tx, businessId: string, id: string): Promise<LeadView> {
  const lead = await tx.leads.find(businessId, id);
  if (lead === null) throw leadNotFound();
  return lead;
}

/** A name is the caller's everywhere: in the inbox, and in the next text-back. */
export async function changeLead(
  app: App,
  tx: Tx,
  businessId: string,
  id: string,
  change: { readonly name?: string | null; readonly stage?: string },
): Promise<LeadView> {
  const { phone } = await findLead(tx, businessId, id);
  // The caller before the lead, as everywhere.
  if (change.name !== undefined) await tx.callers.rename(businessId, phone, change.name);
  const lead = await tx.leads.update(businessId, id, change, app.clock.now());
  if (lead === null) throw leadNotFound();
  tx.notify({ kind: "lead", businessId, phone });
  return lead;
}

export async function addNote(
  app: App,
  tx: Tx,
  businessId: string,
  leadId: string,
  author: string,
  body: string,
): Promise<LeadNote> {
  const { phone } = await findLead(tx, businessId, leadId);
  const note: LeadNote = { id: app.newId("note"), body, author, createdAt: app.clock.now() };
  await tx.leads.addNote(businessId, leadId, note);
  tx.notify({ kind: "lead", businessId, phone });
  return note;
}

/** @throws Refusal `note_not_found` */
export async function removeNote(tx: Tx, businessId: string, leadId: string, noteId: string): Promise<void> {
  const { phone } = await findLead(tx, businessId, leadId);
  if (!(await tx.leads.removeNote(businessId, leadId, noteId)))
    throw new Refusal("note_not_found", "There is no such note.");
  tx.notify({ kind: "lead", businessId, phone });
}
