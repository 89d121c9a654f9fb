/** Takes leads in from a table, all of it in one transaction: either everything that was said happens, or nothing. */
import type { Business } from "../../domain/business.ts";
import { Refusal } from "../../domain/errors.ts";
import {
  type ColumnUse,
  type ImportPlan,
  type ImportPreview,
  phonesIn,
  planImport,
  type RowPlan,
  recogniseColumns,
  type TableRow,
} from "../../domain/lead-import.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";

export interface ImportRequest {
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
  /** What each column is for; `null`: as its heading says. */
  readonly uses: readonly ColumnUse[] | null;
}

const NO_PHONE_COLUMN =
  "No column holds phone numbers. The first line of the file must name the columns; choose which one it is.";

/** @throws Refusal `invalid_input` when the uses are not as many as the columns */
export const previewImport = async (
  tx: Tx,
  business: Business,
  request: ImportRequest,
): Promise<ImportPreview> => (await weigh(tx, business, request, { locks: false })).preview;

/**
 * The plan is made anew under the locks, since a caller may have become a lead after the preview.
 *
 * @param skipsBadRows whether rows that cannot be taken are left out; else they refuse the whole
 * @throws Refusal `invalid_input` that names line, field and rule of each row that cannot be taken
 */
export async function importLeads(
  app: App,
  tx: Tx,
  business: Business,
  request: ImportRequest,
  { author, skipsBadRows }: { readonly author: string; readonly skipsBadRows: boolean },
): Promise<ImportPreview> {
  const { preview, plan } = await weigh(tx, business, request, { locks: true });
  if (preview.problem !== null)
    throw new Refusal("invalid_input", preview.problem, [{ field: "columns", message: preview.problem }]);
  if (!skipsBadRows && preview.counts.refuse > 0) throw badRows(preview.rows);
  const at = app.clock.now();
  const named = plan.writes.filter(({ isNamed }) => isNamed);
  await tx.callers.nameAll(
    business.id,
    named.map(({ phone, name }) => ({ phone, name })),
    at,
  );
  const writes = plan.writes.map((write) => ({
    ...write,
    newId: app.newId("lead"),
    noteIds: write.newNotes.map(() => app.newId("note")),
  }));
  await tx.leads.importAll(business.id, writes, author, at);
  await tx.audit.write({
    businessId: business.id,
    actor: author,
    action: "leads.import",
    detail: preview.counts,
    at,
  });
  tx.notify({ kind: "lead", businessId: business.id, phone: null });
  return preview;
}

async function weigh(
  tx: Tx,
  { id, country }: Business,
  { headings, rows, uses: chosen }: ImportRequest,
  { locks }: { readonly locks: boolean },
): Promise<{ preview: ImportPreview; plan: ImportPlan }> {
  if (chosen !== null && chosen.length !== headings.length)
    throw new Refusal("invalid_input", `The file has ${headings.length} columns.`, [
      { field: "columns", message: `must name the use of each of the ${headings.length} columns` },
    ]);
  const uses = chosen ?? recogniseColumns(headings);
  const columns = headings.map((heading, index) => ({ heading, use: uses[index] ?? "ignore" }));
  if (!uses.includes("phone"))
    return {
      preview: { columns, problem: NO_PHONE_COLUMN, counts: countOf([]), rows: [] },
      plan: { rows: [], writes: [] },
    };
  const phones = phonesIn(rows, uses, country);
  // Callers before leads, as everywhere.
  if (locks) await tx.callers.lockAll(id, phones);
  const known = await tx.leads.known(id, phones, { locks });
  const plan = planImport(rows, uses, country, known);
  return { preview: { columns, problem: null, counts: countOf(plan.rows), rows: plan.rows }, plan };
}

function countOf(rows: readonly RowPlan[]): ImportPreview["counts"] {
  const counts = { create: 0, change: 0, same: 0, refuse: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  return counts;
}

/** More are not worth reading at once. */
const MAX_NAMED_ROWS = 50;

function badRows(rows: readonly RowPlan[]): Refusal {
  const bad = rows.filter(({ outcome }) => outcome === "refuse");
  const fields = bad
    .slice(0, MAX_NAMED_ROWS)
    .flatMap(({ line, problems }) =>
      problems.map(({ field, message }) => ({ field: `line ${line}, ${field}`, message })),
    );
  return new Refusal(
    "invalid_input",
    `${bad.length} ${bad.length === 1 ? "row" : "rows"} cannot be imported, so nothing was. ${fields
      .slice(0, 3)
      .map(({ field, message }) => `${field}: ${message}`)
      .join("; ")}`,
    fields,
  );
}
