/**
 * A table of leads from elsewhere, and what importing it does: decided before anything is written, row by row, so
 * that it can be shown first. One number is one lead, within the table as with those that are there; what is empty
 * in the table takes nothing away.
 */
import { FIRST_STAGE, STAGES, type Stage, stageNamed } from "./lead-stages.ts";
import { type E164, normalisePhone } from "./phone.ts";
import { cleanLine, cleanText } from "./plain-text.ts";

export const COLUMN_USES = ["name", "phone", "stage", "notes", "ignore"] as const;
export type ColumnUse = (typeof COLUMN_USES)[number];

export const MAX_LEAD_NAME_CHARACTERS = 120;
export const MAX_NOTE_CHARACTERS = 2_000;

export interface TableRow {
  /** In the file, from 1; the first line names the columns. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is there already of a number in the table. */
export interface KnownLead {
  readonly id: string;
  readonly phone: E164;
  readonly name: string | null;
  readonly stage: string;
  /** Oldest first. */
  readonly notes: readonly string[];
}

export interface RowProblem {
  readonly field: string;
  readonly message: string;
}

/** What a row does: to make a lead, to change one, nothing, or to be left out. */
export interface RowPlan {
  readonly line: number;
  readonly outcome: "create" | "change" | "same" | "refuse";
  readonly phone: E164 | null;
  readonly name: string | null;
  readonly stage: string | null;
  readonly changes: readonly ("name" | "stage" | "note")[];
  /** The line above with the same number, whose lead this row completes. */
  readonly sameAs: number | null;
  readonly problems: readonly RowProblem[];
}

/** One lead as it is after the import. */
export interface LeadWrite {
  readonly phone: E164;
  /** `null`: it is new. */
  readonly leadId: string | null;
  readonly name: string | null;
  readonly stage: string;
  readonly isNamed: boolean;
  readonly isMoved: boolean;
  readonly newNotes: readonly string[];
}

export interface ImportPlan {
  readonly rows: readonly RowPlan[];
  readonly writes: readonly LeadWrite[];
}

/** The plan as a person is shown it. */
export interface ImportPreview {
  readonly columns: readonly { readonly heading: string; readonly use: ColumnUse }[];
  /** Why nothing can be imported; `null`: it can. */
  readonly problem: string | null;
  readonly counts: Readonly<Record<RowPlan["outcome"], number>>;
  readonly rows: readonly RowPlan[];
}

/** As spreadsheets, address books and CRMs head their columns, English and Spanish, without case and punctuation. */
const HEADINGS: Readonly<Record<Exclude<ColumnUse, "ignore">, RegExp>> = {
  phone:
    /^(?:(?:phone|mobile|cell|telephone|tel|telefono|teléfono|movil|móvil|celular)(?: ?(?:phone|number|no|numero|número|\d))*(?: value)?|(?:mobile|cell|work|home|primary|contact|business) (?:phone|number)(?: number)?|number|numero|número)$/,
  name: /^(?:name|full name|contact|contact name|lead|lead name|customer|customer name|client|first name|given name|middle name|last name|family name|surname|nombre|nombre completo|nombres|apellido|apellidos|cliente|contacto)$/,
  stage: /^(?:stage|lead stage|pipeline stage|status|lead status|etapa|estado)$/,
  notes: /^(?:notes?|comments?|remarks?|description|notas?|comentarios?|descripcion|descripción)$/,
};

const plainHeading = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** What each column is for, judged by its heading. */
export const recogniseColumns = (headings: readonly string[]): ColumnUse[] =>
  headings.map((heading) => {
    const plain = plainHeading(heading);
    const found = COLUMN_USES.find((use) => use !== "ignore" && HEADINGS[use].test(plain));
    return found ?? "ignore";
  });

interface Draft {
  readonly line: number;
  readonly phone: E164;
  readonly name: string | null;
  readonly stage: Stage | null;
  readonly note: string | null;
}

/** `4.474E+11`: what a spreadsheet leaves of a long number. */
const CUT_SHORT = /^\d(?:[.,]\d+)?E\+?\d+$/i;

function readPhone(written: readonly string[], country: string): E164 | RowProblem {
  if (written.length === 0) return { field: "phone", message: "must not be empty" };
  for (const each of written) {
    if (CUT_SHORT.test(each)) continue;
    const phone = normalisePhone(each, country);
    if (phone !== null) return phone;
  }
  const [first = ""] = written;
  return {
    field: "phone",
    message: CUT_SHORT.test(first)
      ? `must be the whole number: a spreadsheet cut it short to ${first}`
      : `must be a phone number of ${country}, or begin with + and the country code: ${clipped(first)} is neither`,
  };
}

const clipped = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Several columns of one use: names and notes are joined, of phones the first that can be read counts. */
function readRow(
  { line, cells }: TableRow,
  uses: readonly ColumnUse[],
  country: string,
): Draft | { readonly line: number; readonly problems: readonly RowProblem[] } {
  const problems: RowProblem[] = [];
  const of = (use: ColumnUse, clean: (raw: string) => string): string[] =>
    cells
      .filter((_, index) => uses[index] === use)
      .map(clean)
      .filter((cell) => cell !== "");
  const note = of("notes", (raw) => cleanText(raw).trim()).join("\n");
  const name = of("name", cleanLine).join(" ");
  const written = of("stage", cleanLine)[0];
  const stage = written === undefined ? null : stageNamed(written);

  if (cells.length > uses.length && cells.slice(uses.length).some((cell) => cell.trim() !== ""))
    problems.push({
      field: "(row)",
      message: `must have at most ${uses.length} cells, as the first line has`,
    });
  const phone = readPhone(of("phone", cleanLine), country);
  if (typeof phone !== "string") problems.push(phone);
  if (name.length > MAX_LEAD_NAME_CHARACTERS)
    problems.push({ field: "name", message: `must be at most ${MAX_LEAD_NAME_CHARACTERS} characters long` });
  if (written !== undefined && stage === null)
    problems.push({
      field: "stage",
      message: `must be one of ${STAGES.join(", ")}, not ${clipped(written)}`,
    });
  if (note.length > MAX_NOTE_CHARACTERS)
    problems.push({ field: "notes", message: `must be at most ${MAX_NOTE_CHARACTERS} characters long` });

  if (problems.length > 0 || typeof phone !== "string") return { line, problems };
  return { line, phone, name: name === "" ? null : name, stage, note: note === "" ? null : note };
}

/** The numbers that the table is about: those of which it must be known who is there already. */
export function phonesIn(rows: readonly TableRow[], uses: readonly ColumnUse[], country: string): E164[] {
  const drafts = rows.map((row) => readRow(row, uses, country));
  return [...new Set(drafts.flatMap((draft) => ("phone" in draft ? draft.phone : [])))];
}

/** Between two notes, where an export puts all of a lead's notes into one cell. */
export const NOTES_SEPARATOR = "\n\n";

interface Lead {
  readonly known: KnownLead | null;
  readonly firstLine: number;
  name: string | null;
  stage: string;
  readonly newNotes: string[];
}

/** Notes that stand there already, one by one or together as an export writes them, are not written twice. */
const hasNote = ({ known, newNotes }: Lead, note: string): boolean =>
  newNotes.includes(note) ||
  (known !== null && (known.notes.includes(note) || known.notes.join(NOTES_SEPARATOR) === note));

function apply(lead: Lead, { name, stage, note }: Draft): RowPlan["changes"] {
  const changes: ("name" | "stage" | "note")[] = [];
  if (name !== null && name !== lead.name) {
    lead.name = name;
    changes.push("name");
  }
  if (stage !== null && stage !== lead.stage) {
    lead.stage = stage;
    changes.push("stage");
  }
  if (note !== null && !hasNote(lead, note)) {
    lead.newNotes.push(note);
    changes.push("note");
  }
  return changes;
}

const refused = (line: number, problems: readonly RowProblem[]): RowPlan => ({
  line,
  outcome: "refuse",
  phone: null,
  name: null,
  stage: null,
  changes: [],
  sameAs: null,
  problems,
});

/**
 * Row after row, as if each were typed in: of two rows with one number the later's name and stage count, where it
 * has them, and the notes of both are kept.
 *
 * @param country ISO 3166: whose numbers are those without a country code
 */
export function planImport(
  rows: readonly TableRow[],
  uses: readonly ColumnUse[],
  country: string,
  known: readonly KnownLead[],
): ImportPlan {
  const knownByPhone = new Map(known.map((lead) => [lead.phone, lead]));
  const leads = new Map<E164, Lead>();
  const plans = rows.map((row): RowPlan => {
    const draft = readRow(row, uses, country);
    if (!("phone" in draft)) return refused(draft.line, draft.problems);
    const { line, phone } = draft;
    const there = knownByPhone.get(phone) ?? null;
    const earlier = leads.get(phone);
    const lead: Lead = earlier ?? {
      known: there,
      firstLine: line,
      name: there?.name ?? null,
      stage: there?.stage ?? FIRST_STAGE,
      newNotes: [],
    };
    leads.set(phone, lead);
    const changes = apply(lead, draft);
    const isNew = there === null && earlier === undefined;
    return {
      line,
      outcome: isNew ? "create" : changes.length > 0 ? "change" : "same",
      phone,
      name: lead.name,
      stage: lead.stage,
      changes: isNew ? [] : changes,
      sameAs: earlier?.firstLine ?? null,
      problems: [],
    };
  });
  const writes = [...leads].map(
    ([phone, { known: there, name, stage, newNotes }]): LeadWrite => ({
      phone,
      leadId: there?.id ?? null,
      name,
      stage,
      isNamed: name !== (there?.name ?? null),
      isMoved: there !== null && stage !== there.stage,
      newNotes,
    }),
  );
  return { rows: plans, writes };
}
