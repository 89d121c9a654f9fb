import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ownersBrowser } from "../support/browser.ts";
import { ADMIN_KEY, CALLER, LINE, type Service, startService } from "../support/service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
beforeEach(async () => {
  await service.pool.query(
    "truncate textback.callers, textback.calls, textback.texts, textback.leads, textback.records, textback.activities cascade",
  );
});

const ANN = "+15125550101";
const BEN = "+15125550102";
const ERASED = "+15125550103";

const csv = async (path: string, text: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${service.url}/api/v1/businesses/${service.businessId}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "text/csv", ...headers },
    body: text,
  });
  const body = await response.text();
  return { status: response.status, body: body === "" ? null : JSON.parse(body) };
};
const importing = (text: string, query = "", headers = {}) => csv(`/leads/import${query}`, text, headers);
const leads = async (query = "") => (await service.own("GET", `/leads${query}`)).body.items;
const leadOf = async (phone: string) =>
  (await service.own("GET", `/leads/${(await leads(`?phone=${encodeURIComponent(phone)}`))[0].id}`)).body;
const board = async (query = "") => (await service.own("GET", `/leads/board${query}`)).body.stages;
const columns = async (query = "") =>
  Object.fromEntries(
    (await board(query)).map(({ stage, items }: { stage: string; items: { phone: string }[] }) => [
      stage,
      items.map(({ phone }) => phone),
    ]),
  );
const ring = async (from = CALLER) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};
const says = async (body: string, from = CALLER) => {
  await service.carrier.text({ from, to: LINE, body });
  await service.settled();
};

describe("the board", () => {
  it("a missed call stands at the first stage, with what happened last", async () => {
    await ring();
    const [first, ...others] = await board();
    expect(first).toMatchObject({
      stage: "New",
      count: 1,
      next: null,
      items: [{ phone: CALLER, lastActivity: { title: "Text sent" }, waiting: false }],
    });
    expect(others.map(({ stage, count }: { stage: string; count: number }) => [stage, count])).toEqual([
      ["Contacted", 0],
      ["Scheduled", 0],
      ["Won", 0],
      ["Lost", 0],
    ]);
  });

  it("whoever came to a stage last, or was heard of last, stands first in it", async () => {
    await importing(`Phone,Stage\n${ANN},Contacted\n${BEN},New`);
    await ring();
    const { id } = await leadOf(ANN);
    await service.own("PATCH", `/leads/${id}`, { stage: "New" });
    expect((await columns()).New).toEqual([ANN, CALLER, BEN]);
    await says("Hello?", BEN);
    expect((await columns()).New).toEqual([BEN, ANN, CALLER]);
  });

  it("goes on below its first leads, without a gap", async () => {
    await importing(`Phone\n${Array.from({ length: 7 }, (_, n) => `+1512555020${n}`).join("\n")}`);
    const [first] = await board("?limit=3");
    expect([first.count, first.items.length]).toEqual([7, 3]);
    const seen = first.items.map(({ id }: { id: string }) => id);
    for (let after = first.next; after !== null; ) {
      const { body } = await service.own("GET", `/leads?sort=moved&stage=New&limit=3&after=${after}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next;
    }
    expect(new Set(seen).size).toBe(7);
  });

  it("finds by name, by part of a number and by a note", async () => {
    await importing(`Name,Phone,Notes\nAnn Lee,${ANN},Gate code 4471\n50% Ben,${BEN},`);
    const found = async (q: string) => (await columns(`?q=${encodeURIComponent(q)}`)).New;
    expect(await found("ann")).toEqual([ANN]);
    expect(await found("555-0102")).toEqual([BEN]);
    expect(await found("gate CODE")).toEqual([ANN]);
    expect(await found("0%")).toEqual([BEN]);
    expect(await found("_")).toEqual([]);
  });

  it("shows who waits for an answer, and what has been quiet for a week", async () => {
    await importing(`Phone,Stage\n${ANN},New\n${BEN},Won`);
    await says("Are you there?");
    expect((await columns("?filter=waiting")).New).toEqual([CALLER]);
    await service.pool.query(
      "update textback.leads set moved_at = now() - interval '8 days' where phone <> $1",
      [CALLER],
    );
    expect(await columns("?filter=quiet")).toMatchObject({ New: [ANN], Won: [] });
  });

  it("has 5,000 leads in no time", async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `Lead ${n},+1512${String(5_550_000 + n)}`);
    const began = performance.now();
    const { body } = await importing(`Name,Phone\n${rows.join("\n")}`);
    expect(body.counts.create).toBe(5_000);
    const [first] = await board("?q=lead%204");
    expect([first.count, first.items.length]).toEqual([1_111, 50]);
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});

describe("a lead", () => {
  it("renamed is called so in the inbox and in the next text, too", async () => {
    await service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, {
      message: "Hi {{caller_first_name|there}}",
    });
    await ring();
    const { id } = await leadOf(CALLER);
    await service.own("PATCH", `/leads/${id}`, { name: "Maria Lopez" });
    expect((await service.own("GET", "/conversations")).body.items[0].name).toBe("Maria Lopez");
    await ring();
    expect(service.carrier.handset(CALLER).at(-1)?.body).toBe("Hi Maria");
  });

  it("keeps notes with who wrote them and when, until they are removed", async () => {
    await ring();
    const owner = await ownersBrowser(service);
    const { id } = await leadOf(CALLER);
    const path = `/businesses/${service.businessId}/leads/${id}/notes`;
    const { status, body: note } = await owner.api("POST", path, { body: "  Gate code 4471\nHas a dog " });
    expect([status, note.body]).toEqual([201, "Gate code 4471\nHas a dog"]);
    expect(note.author).toEqual(expect.any(String));
    await service.own("POST", `/leads/${id}/notes`, { body: "By key" });
    expect((await leadOf(CALLER)).notes.map(({ author }: { author: string }) => author)).toEqual([
      note.author,
      "Operator",
    ]);
    expect((await service.own("DELETE", `/leads/${id}/notes/${note.id}`)).status).toBe(204);
    expect((await service.own("DELETE", `/leads/${id}/notes/${note.id}`)).body.code).toBe("note_not_found");
  });

  it("its notes are part of what is kept about a caller", async () => {
    await ring();
    const { id } = await leadOf(CALLER);
    await service.own("POST", `/leads/${id}/notes`, { body: "Gate code 4471" });
    const { body } = await service.own("GET", `/conversations/${encodeURIComponent(CALLER)}/export`);
    expect(body.leadNotes).toMatchObject([{ body: "Gate code 4471", author: "Operator" }]);
  });

  it.each([
    ["", "body", "must not be empty"],
    ["x".repeat(2_001), "body", "must be at most 2000 characters long"],
  ])("refuses a note: %#", async (body, field, message) => {
    await ring();
    const { id } = await leadOf(CALLER);
    const answer = await service.own("POST", `/leads/${id}/notes`, { body });
    expect([answer.status, answer.body.errors]).toEqual([422, [{ field, message }]]);
  });

  it("of another business is not there", async () => {
    await ring();
    const { id } = await leadOf(CALLER);
    const other = await service.api("POST", "/businesses", { name: "Other" });
    for (const [method, path, body] of [
      ["GET", `/leads/${id}`, undefined],
      ["PATCH", `/leads/${id}`, { stage: "Lost" }],
      ["POST", `/leads/${id}/notes`, { body: "Hello" }],
    ] as const) {
      const answer = await service.api(method, `/businesses/${other.body.id}${path}`, body);
      expect([method, answer.status, answer.body.code]).toEqual([method, 404, "lead_not_found"]);
    }
  });
});

describe("a business whose leads are elsewhere", () => {
  it("is told so by every one of these", async () => {
    const other = (await service.api("POST", "/businesses", { name: "Elsewhere" })).body;
    await service.pool.query(
      "insert into textback.connections (business_id, connector, settings, health) values ($1, 'hubspot', '{}', 'ok')",
      [other.id],
    );
    const at = `/businesses/${other.id}/leads`;
    const answers = [
      await service.api("GET", at),
      await service.api("GET", `${at}/board`),
      await service.api("GET", `${at}/export`),
      await service.api("GET", `${at}/lead_1`),
      await service.api("PATCH", `${at}/lead_1`, { stage: "Won" }),
      await service.api("POST", `${at}/lead_1/notes`, { body: "x" }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [409, "not_builtin"]),
    );
    for (const path of ["/import", "/import/preview"]) {
      const response = await fetch(`${service.url}/api/v1${at}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "text/csv" },
        body: "Phone\n1",
      });
      expect(response.status).toBe(409);
    }
  });
});

describe("an import", () => {
  const TABLE = `Name,E-mail,Mobile,Status,Notes\r\nAnn Lee,a@example.com,(512) 555-0101,won,"Gate, 4471"\r\nBen,,512-555-0102,,\r\n`;

  it("says first what it will do, and stores nothing", async () => {
    const { status, body } = await csv("/leads/import/preview", `${TABLE}Bad,,nobody,,\r\n`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      columns: [
        { heading: "Name", use: "name" },
        { heading: "E-mail", use: "ignore" },
        { heading: "Mobile", use: "phone" },
        { heading: "Status", use: "stage" },
        { heading: "Notes", use: "notes" },
      ],
      problem: null,
      counts: { create: 2, change: 0, same: 0, refuse: 1 },
      rows: [
        { line: 2, outcome: "create", phone: ANN, name: "Ann Lee", stage: "Won" },
        { line: 3, outcome: "create", phone: BEN, stage: "New" },
        { line: 4, outcome: "refuse", problems: [{ field: "phone" }] },
      ],
    });
    expect(await leads()).toEqual([]);
  });

  it("stores all of it, and the second time nothing more", async () => {
    expect((await importing(TABLE)).body).toEqual({
      counts: { create: 2, change: 0, same: 0, refuse: 0 },
      refused: [],
    });
    expect(await leadOf(ANN)).toMatchObject({
      name: "Ann Lee",
      stage: "Won",
      source: "import",
      notes: [{ body: "Gate, 4471" }],
    });
    expect((await importing(TABLE)).body.counts).toEqual({ create: 0, change: 0, same: 2, refuse: 0 });
  });

  it("a bad row refuses the whole and is named, unless bad rows are to be left out", async () => {
    const table = `${TABLE}Bad,,nobody,hot,\r\n`;
    const { status, body } = await importing(table);
    expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      ["line 4, phone", "line 4, stage"],
    ]);
    expect(await leads()).toEqual([]);
    const second = await importing(table, "?badRows=skip");
    expect(second.body).toMatchObject({ counts: { create: 2, refuse: 1 }, refused: [{ line: 4 }] });
  });

  it("takes the columns that a person names, and asks for them where none is a phone", async () => {
    const table = "Who,Where to reach\nAnn,(512) 555-0101\n";
    const preview = await csv("/leads/import/preview", table);
    expect(preview.body).toMatchObject({ problem: expect.stringContaining("No column"), rows: [] });
    expect((await importing(table)).body.errors[0].field).toBe("columns");
    expect((await importing(table, "?columns=name")).body.errors[0]).toEqual({
      field: "columns",
      message: "must name the use of each of the 2 columns",
    });
    expect((await importing(table, "?columns=name,phone")).body.counts.create).toBe(1);
  });

  it("repeated under its key does nothing more; under the same key another is refused", async () => {
    const key = { "idempotency-key": "import-1" };
    const first = await importing(TABLE, "", key);
    await service.pool.query("truncate textback.leads cascade");
    expect(await importing(TABLE, "", key)).toEqual(first);
    expect(await leads()).toEqual([]);
    expect((await importing(TABLE, "?badRows=skip", key)).body.code).toBe("idempotency_conflict");
  });

  it("names callers whom we know by number only, and greets those who never called", async () => {
    await service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, {
      message: "Hi {{caller_first_name|there}}",
    });
    await ring();
    await importing(`Name,Phone\nMaria Lopez,${CALLER}\nAnn Lee,${ANN}`);
    expect((await service.own("GET", "/conversations")).body.items).toMatchObject([{ name: "Maria Lopez" }]);
    await ring(ANN);
    expect(service.carrier.handset(ANN).at(-1)?.body).toBe("Hi Ann");
  });

  it("of somebody who was erased after a STOP does not let them be texted", async () => {
    await says("STOP", ERASED);
    const past = "update textback.texts set occurred_at = now() - interval '1 day'";
    await service.pool.query(past);
    await service.pool.query("update textback.activities set attempted_at = null");
    expect((await service.own("DELETE", `/conversations/${encodeURIComponent(ERASED)}`)).status).toBe(200);
    await importing(`Name,Phone\nAnn Lee,${ERASED}`);
    await ring(ERASED);
    expect(service.carrier.messages.filter(({ to }) => to === ERASED)).toEqual([]);
  });

  it("meets a call of the same number: one lead", async () => {
    await Promise.all([importing(`Name,Phone\nMaria,${CALLER}`), ring()]);
    await service.settled();
    expect(await leads()).toHaveLength(1);
  });

  it.each([
    ["JSON", "application/json", '{"a":1}', 415, "unsupported_media_type"],
    [
      "more than two megabytes",
      "text/csv",
      `Phone\n${"x".repeat(2 * 1_024 * 1_024)}`,
      413,
      "payload_too_large",
    ],
    ["nothing", "text/csv", "", 422, "invalid_input"],
    ["no key", "text/csv", "Phone\n1", 401, "unauthenticated"],
  ])("refuses %s", async (what, type, text, status, code) => {
    const headers: Record<string, string> = { "content-type": type };
    if (what === "no key") headers.authorization = "Bearer none";
    const answer = await importing(text, "", headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe("an export", () => {
  const exported = async (query = "") => {
    const response = await fetch(
      `${service.url}/api/v1/businesses/${service.businessId}/leads/export${query}`,
      { headers: { authorization: `Bearer ${ADMIN_KEY}` } },
    );
    return { headers: response.headers, text: await response.text() };
  };

  it("is a file that no spreadsheet runs", async () => {
    await importing(`Name,Phone,Notes\n"'=HYPERLINK(""http://evil"")",${ANN},@cmd`);
    const { headers, text } = await exported();
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe("attachment; filename=leads.csv");
    expect(text.split("\r\n").slice(0, 2)).toEqual([
      "Name,Phone,Stage,Notes,Source,Created,Last activity",
      expect.stringMatching(/^"'=HYPERLINK\(""http:\/\/evil""\)",'\+15125550101,New,'@cmd,import,\d{4}-/),
    ]);
  });

  it("imported again changes nothing, whatever names and notes there are", async () => {
    await importing(
      `Name,Phone,Stage,Notes\n"=1+1, ""Ann""",${ANN},Won,"-5\ntwo lines"\n'=x,${BEN},Lost,'tis`,
    );
    const { id } = await leadOf(ANN);
    await service.own("POST", `/leads/${id}/notes`, { body: "+1 more" });
    const { text } = await exported();
    expect((await importing(text)).body.counts).toEqual({ create: 0, change: 0, same: 2, refuse: 0 });
  });

  it("of a search has what the search finds", async () => {
    await importing(`Name,Phone,Stage\nAnn,${ANN},Won\nBen,${BEN},New`);
    expect((await exported("?stage=Won")).text.split("\r\n")).toHaveLength(3);
    expect((await exported("?q=ben")).text).toContain("Ben");
  });
});
