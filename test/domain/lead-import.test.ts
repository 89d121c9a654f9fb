import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KnownLead, planImport, recogniseColumns } from "../../src/domain/lead-import.ts";
import { STAGES } from "../../src/domain/lead-stages.ts";
import type { E164 } from "../../src/domain/phone.ts";

const ANN = "+15125550101" as E164;
const known = (change: Partial<KnownLead> = {}): KnownLead => ({
  id: "lead_ann",
  phone: ANN,
  name: "Ann Lee",
  stage: "Scheduled",
  notes: ["Gate code 4471", "Has a dog"],
  ...change,
});
const USES = ["name", "phone", "stage", "notes"] as const;
const plan = (rows: readonly (readonly string[])[], there: readonly KnownLead[] = [], country = "US") =>
  planImport(
    rows.map((cells, index) => ({ line: index + 2, cells })),
    USES,
    country,
    there,
  );

describe("the columns of a table", () => {
  it.each([
    ["Name,Phone,Stage,Notes", "name,phone,stage,notes"],
    ["Full Name,E-mail,Mobile,Status", "name,ignore,phone,stage"],
    ["First Name,Last Name,Phone 1 - Value,Address", "name,name,phone,ignore"],
    ["Nombre,Teléfono,Etapa,Notas,Correo", "name,phone,stage,notes,ignore"],
    ["customer_name,phone_number,comments,Lead Status", "name,phone,notes,stage"],
    ["Phone Type,Company,Created,Cell", "ignore,ignore,ignore,phone"],
    ["Name,Phone,Stage,Notes,Source,Created,Last activity", "name,phone,stage,notes,ignore,ignore,ignore"],
  ])("%s is %s", (headings, uses) => expect(recogniseColumns(headings.split(",")).join(",")).toBe(uses));
});

describe("a row", () => {
  it.each([
    ["(512) 555-0101", "US", ANN],
    ["512.555.0101", "US", ANN],
    ["1 512 555 0101", "US", ANN],
    ["+1 (512) 555-0101", "GB", ANN],
    ["07400 123456", "GB", "+447400123456"],
    ["612 34 56 78", "ES", "+34612345678"],
  ])("has the number that %j means in %s", (written, country, phone) =>
    expect(plan([["", written, "", ""]], [], country).rows[0]).toMatchObject({ outcome: "create", phone }),
  );

  it.each([
    ["an empty number", ["Ann", "", "", ""], "phone", "must not be empty"],
    [
      "no number",
      ["Ann", "call me", "", ""],
      "phone",
      "must be a phone number of US, or begin with + and the country code: call me is neither",
    ],
    [
      "a number that a spreadsheet cut short",
      ["Ann", "4.474E+11", "", ""],
      "phone",
      "must be the whole number: a spreadsheet cut it short to 4.474E+11",
    ],
    ["a long name", ["x".repeat(121), ANN, "", ""], "name", "must be at most 120 characters long"],
    [
      "an unknown stage",
      ["Ann", ANN, "Hot", ""],
      "stage",
      "must be one of New, Contacted, Scheduled, Won, Lost, not Hot",
    ],
    ["a long note", ["Ann", ANN, "", "x".repeat(2_001)], "notes", "must be at most 2000 characters long"],
    [
      "a cell too many",
      ["Ann", ANN, "", "", "what?"],
      "(row)",
      "must have at most 4 cells, as the first line has",
    ],
  ])("with %s is refused, with field and rule", (_what, cells, field, message) => {
    const { rows, writes } = plan([cells]);
    expect(rows[0]).toMatchObject({ line: 2, outcome: "refuse", problems: [{ field, message }] });
    expect(writes).toEqual([]);
  });

  it("names all that is wrong with it at once", () =>
    expect(plan([["x".repeat(121), "none", "Hot", ""]]).rows[0]?.problems.map(({ field }) => field)).toEqual([
      "phone",
      "name",
      "stage",
    ]));

  it("finds a stage in any case, and starts at the first without one", () => {
    expect(plan([["Ann", ANN, " won ", ""]]).writes[0]?.stage).toBe("Won");
    expect(plan([["Ann", ANN, "", ""]]).writes[0]?.stage).toBe("New");
  });
});

describe("a number that is there already", () => {
  it("is not made twice; what is empty in the table takes nothing away", () => {
    const { rows, writes } = plan([["", "(512) 555-0101", "", ""]], [known()]);
    expect(rows[0]).toMatchObject({ outcome: "same", name: "Ann Lee", stage: "Scheduled", changes: [] });
    expect(writes).toMatchObject([{ leadId: "lead_ann", isNamed: false, isMoved: false, newNotes: [] }]);
  });

  it("gets the name, the stage and the note that the table has", () => {
    const { rows, writes } = plan([["Ann Miller", ANN, "Won", "Paid"]], [known()]);
    expect(rows[0]).toMatchObject({ outcome: "change", changes: ["name", "stage", "note"] });
    expect(writes).toMatchObject([
      { name: "Ann Miller", stage: "Won", isNamed: true, isMoved: true, newNotes: ["Paid"] },
    ]);
  });

  it.each([["Gate code 4471"], ["Has a dog"], ["Gate code 4471\n\nHas a dog"]])(
    "does not get the note %j twice",
    (note) => expect(plan([["", ANN, "", note]], [known()]).rows[0]?.outcome).toBe("same"),
  );
});

describe("two rows with one number", () => {
  it("are one lead: later words count, empty ones do not, and each line says what it does", () => {
    const { rows, writes } = plan([
      ["Ann", "512 555 0101", "Contacted", "First"],
      ["", "+15125550101", "", "Second"],
      ["Ann Lee", "(512) 555-0101", "", "First"],
    ]);
    expect(rows.map(({ outcome, sameAs, changes }) => [outcome, sameAs, changes])).toEqual([
      ["create", null, []],
      ["change", 2, ["note"]],
      ["change", 2, ["name"]],
    ]);
    expect(writes).toMatchObject([{ name: "Ann Lee", stage: "Contacted", newNotes: ["First", "Second"] }]);
  });

  it("one of them bad: the other counts", () => {
    const { rows, writes } = plan([
      ["Ann", ANN, "Hot", ""],
      ["Ann Lee", ANN, "", ""],
    ]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(["refuse", "create"]);
    expect(writes).toMatchObject([{ name: "Ann Lee" }]);
  });
});

describe("any table", () => {
  const cell = fc.constantFrom("", "Ann", "Bob", "won", "New", "Hot", "a note", "=1");
  const number = fc.constantFrom("", "5125550101", ANN, "(512) 555-0102", "+15125550103", "nobody");
  const row = fc.tuple(cell, number, cell, cell);
  const there = fc.subarray([known(), known({ id: "lead_bob", phone: "+15125550102" as E164, name: null })]);

  it("imported a second time changes nothing", () =>
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), there, (rows, before) => {
        const { writes } = plan(rows, before);
        // A later row may undo an earlier one's name or stage: only what is left in the end can be repeated.
        const left = writes.map(({ phone, name, stage, newNotes }) => [
          name ?? "",
          phone,
          stage,
          newNotes.at(-1) ?? "",
        ]);
        const after = writes.map(({ phone, leadId, name, stage, newNotes }) => ({
          id: leadId ?? `new ${phone}`,
          phone,
          name,
          stage,
          notes: [...(before.find((lead) => lead.phone === phone)?.notes ?? []), ...newNotes],
        }));
        expect(plan(left, after).rows.filter(({ outcome }) => outcome !== "same")).toEqual([]);
      }),
    ));

  it("makes one lead per number, names nobody nothing, and knows only our stages", () =>
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), there, (rows, before) => {
        const { writes, rows: plans } = plan(rows, before);
        expect(new Set(writes.map(({ phone }) => phone)).size).toBe(writes.length);
        for (const { phone, name, stage } of writes) {
          const earlier = before.find((lead) => lead.phone === phone);
          if ((earlier?.name ?? null) !== null) expect(name).not.toBeNull();
          expect(STAGES).toContain(stage);
        }
        expect(plans.filter(({ outcome }) => outcome === "create")).toHaveLength(
          writes.filter(({ leadId }) => leadId === null).length,
        );
      }),
    ));
});
