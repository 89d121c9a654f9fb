/** What the service and our connectors say in sentences of their own, each with its Spanish. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { consentProblem } from "../../connectors/hubspot/record-care.ts";
import { literalProblem, problemsOf } from "../../connectors/salesforce/custom-fields.ts";
import { outsidePost } from "../../src/notify/outside-post.ts";
import { said } from "../../src/web/words/es/index.ts";

const source = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
/** An English word that no Spanish sentence of ours has. */
const ENGLISH = /\b(?:the|has|have|not|may|is|it|are|takes|with|because|was)\b/;

describe("why an alert did not get through", () => {
  const OTHER = said.alertProblem("ECONNREFUSED");
  const ofTheService = [
    "app/alerts/send-alert.ts",
    "app/alerts/push-alert.ts",
    "app/alerts/compose-alert.ts",
    "notify/outside-post.ts",
    "notify/webhook.ts",
    "notify/web-push.ts",
    "mail/alert-mail.ts",
  ].flatMap((path) =>
    [
      ...source(path).matchAll(
        /(?:why: |why = |cancel\(app, alert, |"failed", |^const [A-Z_]+ = |return |: )["`]([a-z][^"`]* [^"`]*)["`]/gm,
      ),
    ].map(([, words = ""]) =>
      words
        .replace(/\$\{problem\}/, "must not name a port")
        .replace(/\$\{isRedirect[^}]*\}|\$\{isRedirect.*$/, "")
        .replace(/\$\{[^}]*\}/, "500"),
    ),
  );
  const refused = outsidePost({ allowLocal: false });
  const ofAnAddress = [
    "no",
    "https://a:b@c.example",
    "http://c.example",
    "https://c.example:1",
    "https://10.0.0.1",
  ];

  it.each([
    ...new Set(ofTheService.filter((words) => !words.startsWith("must"))),
    "it answered 302; redirects are not followed",
    ...ofAnAddress.map((address) => `the address ${refused.problemWith(address)}`),
  ])("%s", (words) => {
    expect(said.alertProblem(words)).not.toBe(OTHER);
    expect(said.alertProblem(words)).not.toMatch(ENGLISH);
  });

  it("what only a machine says is told in one sentence", () => expect(OTHER).toBe("no se pudo entregar"));
});

describe("what is wrong with a connection", async () => {
  const settings = { consentProperty: "sms_opt_out", consentOptedOut: "yes", consentOptedIn: "no" } as never;
  const hubspot = (property: object | null) =>
    consentProblem({ contactProperty: async () => property } as never, settings);
  const field = (type: string, change: object = {}) =>
    ({
      name: "Opt__c",
      type,
      length: 0,
      createable: true,
      restrictedPicklist: false,
      values: new Set(),
      ...change,
    }) as never;
  const mapped = (lines: string, fields: Record<string, unknown> = {}) =>
    problemsOf({
      object: "Lead",
      lines,
      fields: new Map(Object.entries(fields)) as never,
      words: ["phone", "title"],
      reserved: new Set(["Phone"]),
    });
  const sentences = [
    await hubspot(null),
    await hubspot({ calculated: true }),
    await hubspot({ options: [{ value: "true" }, { value: "false" }] }),
    literalProblem("Lead", field("boolean"), "perhaps"),
    literalProblem(
      "Contact",
      field("picklist", { restrictedPicklist: true, values: new Set(["Out", "In"]) }),
      "X",
    ),
    ...mapped("Phone=1\nNone__c=2\nTitle={{nobody}}\nLocked__c=3", {
      Title: field("string"),
      Locked__c: field("string", { createable: false }),
    }),
  ].filter((each) => each !== null);

  it.each(sentences)("%s", (sentence) => expect(said.crmProblem(sentence)).not.toMatch(ENGLISH));

  it("is said sentence by sentence, and a CRM's own words stay", () => {
    expect(sentences.length).toBe(9);
    expect(
      said.crmProblem(
        "The connected user may not edit leads. 85 % of the org's API requests of the last 24 hours are used, by all its apps together.",
      ),
    ).toBe(
      "El usuario conectado no puede editar leads. Ya se usó el 85 % de las solicitudes de API de la organización de las últimas 24 horas, entre todas sus apps.",
    );
    expect(said.crmProblem("REQUIRED_FIELD_MISSING: Region")).toBe("REQUIRED_FIELD_MISSING: Region");
  });
});
