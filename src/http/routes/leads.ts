/** The leads of the built-in store: by stage, with notes, and as a spreadsheet in both directions. */
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { type ImportRequest, importLeads, previewImport } from "../../app/leads/import-leads.ts";
import {
  addNote,
  changeLead,
  findLead,
  QUIET_AFTER_MS,
  removeNote,
  requireBuiltin,
} from "../../app/leads/leads.ts";
import { readSearch } from "../../app/overviews/inbox.ts";
import type { Tx } from "../../app/ports/index.ts";
import { LEAD_FILTERS, LEAD_ORDERS, type LeadQuery } from "../../app/ports/leads.ts";
import type { Business } from "../../domain/business.ts";
import { COLUMN_USES } from "../../domain/lead-import.ts";
import { STAGES } from "../../domain/lead-stages.ts";
import { businessNotFound, type Principal } from "../auth.ts";
import { csvOf } from "../csv.ts";
import { readTable } from "../csv-in.ts";
import { type Route, route } from "../route.ts";
import { changeLead as changeLeadBody, pageQuery, phone, postNote } from "../schemas.ts";
import { leadView, noteView } from "../views.ts";

const MAX_SEARCH_CHARACTERS = 100;
const MAX_CSV = "2mb";
/** So many are read at once while an export is written. */
const EXPORT_PAGE = 1_000;

const which = {
  phone: phone.optional(),
  q: z
    .string()
    .max(MAX_SEARCH_CHARACTERS, `must be at most ${MAX_SEARCH_CHARACTERS} characters long`)
    .default(""),
  filter: z.enum(LEAD_FILTERS, `must be one of ${LEAD_FILTERS.join(", ")}`).default("all"),
};
const stage = z.enum(STAGES, `must be one of ${STAGES.join(", ")}`).optional();
const leadsQuery = pageQuery.extend({
  ...which,
  stage,
  sort: z.enum(LEAD_ORDERS, `must be one of ${LEAD_ORDERS.join(", ")}`).default("newest"),
});
const boardQuery = pageQuery.pick({ limit: true }).extend(which);
const exportQuery = z.object({ ...which, stage });
const importQuery = z.object({
  columns: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(COLUMN_USES, `must be a list of ${COLUMN_USES.join(", ")}, one for each column`)))
    .optional(),
});
const importAllQuery = importQuery.extend({
  badRows: z.enum(["refuse", "skip"], "must be refuse or skip").default("refuse"),
});

const ok = (body: unknown) => ({ status: 200, body });

async function businessOf(tx: Tx, businessId: string): Promise<Business> {
  const business = await tx.businesses.find(businessId);
  if (business === null) throw businessNotFound();
  return business;
}

/** As their notes and imports are signed. */
async function authorOf(tx: Tx, businessId: string, principal: Principal): Promise<string> {
  if (principal.kind === "operator") return "Operator";
  if (principal.kind === "business") return "API";
  return (await tx.users.find(businessId, principal.userId))?.name ?? "Former user";
}

export function leadRoutes(app: App): Route[] {
  const queryOf = async (
    tx: Tx,
    businessId: string,
    asked: {
      phone?: LeadQuery["phone"] | undefined;
      q: string;
      filter: LeadQuery["filter"];
      stage?: string | undefined;
    },
  ): Promise<LeadQuery> => ({
    phone: asked.phone ?? null,
    stage: asked.stage ?? null,
    search: readSearch(asked.q, (await businessOf(tx, businessId)).country),
    filter: asked.filter,
    quietSince: new Date(app.clock.now().getTime() - QUIET_AFTER_MS),
  });

  return [
    route({
      method: "get",
      path: "/businesses/:businessId/leads",
      summary: "Leads of the built-in store, newest first",
      guard: "business",
      query: leadsQuery,
      handle: async ({ tx, businessId, query }) => {
        await requireBuiltin(tx, businessId);
        const { limit, after = null, sort } = query;
        const found = await queryOf(tx, businessId, query);
        const page = await tx.leads.list(businessId, found, sort, { limit, after });
        return ok({ items: page.items.map(leadView), next: page.next });
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/leads/board",
      summary:
        "Every stage with its first leads, and how many there are; go on with …/leads?sort=moved&stage=",
      guard: "business",
      query: boardQuery,
      handle: async ({ tx, businessId, query }) => {
        await requireBuiltin(tx, businessId);
        const found = await queryOf(tx, businessId, query);
        const stages = await tx.leads.board(businessId, found, query.limit);
        return ok({ stages: stages.map((each) => ({ ...each, items: each.items.map(leadView) })) });
      },
    }),
    ...spreadsheetRoutes(app, queryOf),
    route({
      method: "get",
      path: "/businesses/:businessId/leads/:leadId",
      summary: "One lead with its notes and its timeline",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        await requireBuiltin(tx, businessId);
        const lead = await findLead(tx, businessId, params.leadId ?? "");
        const notes = await tx.leads.notes(businessId, lead.id);
        const timeline = (await tx.leads.activities(businessId, lead.id)).map((entry) => ({
          ...entry,
          occurredAt: entry.occurredAt.toISOString(),
        }));
        return ok({ ...leadView(lead), notes: notes.map(noteView), timeline });
      },
    }),
    route({
      method: "patch",
      path: "/businesses/:businessId/leads/:leadId",
      summary: "Change a lead's name or stage",
      guard: "business",
      body: changeLeadBody,
      handle: async ({ tx, businessId, params, body }) => {
        await requireBuiltin(tx, businessId);
        const { name, stage } = body;
        const change = { ...(name === undefined ? {} : { name }), ...(stage === undefined ? {} : { stage }) };
        return ok(leadView(await changeLead(app, tx, businessId, params.leadId ?? "", change)));
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/leads/:leadId/notes",
      summary: "Write a note on a lead",
      guard: "business",
      body: postNote,
      handle: async ({ tx, businessId, principal, params, body }) => {
        await requireBuiltin(tx, businessId);
        const author = await authorOf(tx, businessId, principal);
        const note = await addNote(app, tx, businessId, params.leadId ?? "", author, body.body);
        return { status: 201, body: noteView(note) };
      },
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/leads/:leadId/notes/:noteId",
      summary: "Remove a note",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        await requireBuiltin(tx, businessId);
        await removeNote(tx, businessId, params.leadId ?? "", params.noteId ?? "");
        return { status: 204, body: undefined };
      },
    }),
  ];
}

/** What an import reads again, and what it leaves alone. */
const EXPORT_HEADINGS = ["Name", "Phone", "Stage", "Notes", "Source", "Created", "Last activity"];

async function exportCsv(tx: Tx, businessId: string, query: LeadQuery): Promise<string> {
  const cells: (string | null)[][] = [];
  for (let after: string | null = null; ; ) {
    const page = await tx.leads.list(businessId, query, "newest", { limit: EXPORT_PAGE, after });
    const notes = await tx.leads.joinedNotes(
      businessId,
      page.items.map(({ id }) => id),
    );
    for (const { id, name, phone, stage, source, createdAt, lastActivity } of page.items)
      cells.push([
        name,
        phone,
        stage,
        notes.get(id) ?? null,
        source,
        createdAt.toISOString(),
        lastActivity?.at.toISOString() ?? null,
      ]);
    if (page.next === null) return csvOf(EXPORT_HEADINGS, cells);
    after = page.next;
  }
}

function spreadsheetRoutes(
  app: App,
  queryOf: (tx: Tx, businessId: string, asked: z.output<typeof exportQuery>) => Promise<LeadQuery>,
): Route[] {
  const requestOf = (csv: string, uses: ImportRequest["uses"] | undefined): ImportRequest => ({
    ...readTable(csv),
    uses: uses ?? null,
  });
  return [
    route({
      method: "get",
      path: "/businesses/:businessId/leads/export",
      summary: "The leads as text/csv, with their notes; formulas are kept from running",
      guard: "business",
      query: exportQuery,
      handle: async ({ tx, businessId, principal, query }) => {
        await requireBuiltin(tx, businessId);
        const csv = await exportCsv(tx, businessId, await queryOf(tx, businessId, query));
        await tx.audit.write({
          businessId,
          actor: await authorOf(tx, businessId, principal),
          action: "leads.export",
          detail: {},
          at: app.clock.now(),
        });
        return { status: 200, body: undefined, file: { name: "leads.csv", type: "text/csv", content: csv } };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/leads/import/preview",
      summary: "What an import of this text/csv would do, row by row; nothing is stored",
      guard: "business",
      csvLimit: MAX_CSV,
      query: importQuery,
      handle: async ({ tx, businessId, query, csv }) => {
        await requireBuiltin(tx, businessId);
        const business = await businessOf(tx, businessId);
        return ok(await previewImport(tx, business, requestOf(csv, query.columns)));
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/leads/import",
      summary: "Import leads from text/csv, all in one step; badRows=skip leaves out what cannot be taken",
      guard: "business",
      csvLimit: MAX_CSV,
      query: importAllQuery,
      handle: async ({ tx, businessId, principal, query, csv }) => {
        await requireBuiltin(tx, businessId);
        const business = await businessOf(tx, businessId);
        const author = await authorOf(tx, businessId, principal);
        const skipsBadRows = query.badRows === "skip";
        const { counts, rows } = await importLeads(app, tx, business, requestOf(csv, query.columns), {
          author,
          skipsBadRows,
        });
        return ok({ counts, refused: rows.filter(({ outcome }) => outcome === "refuse") });
      },
    }),
  ];
}
