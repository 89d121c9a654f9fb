import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  checkCredentials,
  checkSettings,
  manifestSchema,
  maskCredentials,
  readManifest,
} from "../../src/crm/manifest.ts";

const folder = fileURLToPath(new URL("../../manifests/", import.meta.url));
const jsonOf = (path: string) => JSON.parse(readFileSync(`${folder}${path}`, "utf8"));
const ids = readdirSync(folder, { withFileTypes: true }).flatMap((each) =>
  each.isDirectory() ? [each.name] : [],
);

const hubspot = readManifest(jsonOf("hubspot/connector.json"), "hubspot");

describe("the manifests", () => {
  it("manifest.schema.json says what the code checks", () =>
    expect(jsonOf("manifest.schema.json")).toEqual(z.toJSONSchema(manifestSchema, { io: "input" })));

  it.each(ids)("%s fits the schema, is named like its folder, and has a guide", (id) => {
    expect(readManifest(jsonOf(`${id}/connector.json`), id).id).toBe(id);
    expect(readFileSync(`${folder}${id}/guide.md`, "utf8")).toMatch(/^# \w/);
  });

  it.each([
    ["no id", { id: undefined }, /id: Invalid input/],
    ["an id with spaces", { id: "My CRM" }, /id: must be lower-case letters, digits and dashes/],
    ["an ability that nobody knows", { abilities: ["fly"] }, /abilities\.0/],
    ["a field that nobody knows", { colour: "blue" }, /colour/],
    [
      "a token to give, and no credential to give it in",
      { connect: { method: "token" }, credentials: {} },
      /there is none that a person gives/,
    ],
    [
      "credentials where none are needed",
      { connect: { method: "none" } },
      /credentials: none are needed when connect.method is none/,
    ],
    [
      "OAuth that keeps its token nowhere",
      {
        connect: {
          ...hubspot.connect,
          oauth: { ...oauthOf(hubspot), credentials: { token: "access_token" } },
        },
      },
      /connect\.oauth\.credentials\.token: is not among the credentials/,
    ],
    [
      "a pattern that is none",
      { credentials: { accessToken: { label: "Token", pattern: "(" }, ...others(hubspot) } },
      /accessToken\.pattern: is no regular expression/,
    ],
    [
      "a default of another type",
      { settings: { rings: { label: "Rings", type: "number", default: "four" } } },
      /settings\.rings\.default: must be of the field's type/,
    ],
  ])("refuses one with %s, and says where", (_what, change, words) => {
    const raw = { ...jsonOf("hubspot/connector.json"), ...change };
    expect(() => readManifest(raw, "package textback-toy")).toThrow(words);
    expect(() => readManifest(raw, "package textback-toy")).toThrow(/package textback-toy cannot be used/);
  });
});

function oauthOf({ connect }: typeof hubspot) {
  if (connect.method !== "oauth") throw new Error("HubSpot is connected by OAuth");
  return connect.oauth;
}
function others({ credentials: { accessToken: _, ...rest } }: typeof hubspot) {
  return rest;
}

describe("what a person gives", () => {
  it.each([
    ["the token", { accessToken: "pat-na1-1234" }, []],
    ["nothing", {}, [["credentials.accessToken", "is needed: Private app token"]]],
    ["an empty token", { accessToken: "" }, [["credentials.accessToken", "is needed: Private app token"]]],
    [
      "what only OAuth gives",
      { accessToken: "pat-na1-1234", refreshToken: "mine" },
      [["credentials.refreshToken", "is not known; known: accessToken"]],
    ],
    [
      "too much of it",
      { accessToken: "x".repeat(4_001) },
      [["credentials.accessToken", "must be at most 4000 characters long"]],
    ],
  ])("credentials: %s", (_what, given, problems) => {
    const found = checkCredentials(hubspot, given as Record<string, string>).problems;
    expect(found.map(({ field, message }) => [field, message])).toEqual(problems);
  });

  it("settings that are not given have the manifest's default", () =>
    expect(checkSettings(hubspot, { leadStatus: "OPEN" })).toEqual({
      values: {
        lifecycleStage: "lead",
        leadStatus: "OPEN",
        ownerId: "",
        consentProperty: "",
        consentOptedOut: "true",
        consentOptedIn: "false",
        country: "",
      },
      problems: [],
    }));

  it("settings of the wrong kind are named", () =>
    expect(
      checkSettings(hubspot, { leadStatus: 7, ownerId: "Jane", country: "usa", colour: "blue" }).problems.map(
        ({ field, message }) => `${field} ${message}`,
      ),
    ).toEqual([
      "settings.colour is not known; known: lifecycleStage, leadStatus, ownerId, consentProperty, consentOptedOut, consentOptedIn, country",
      "settings.leadStatus must be a string",
      "settings.ownerId must be digits only",
      "settings.country must be two capital letters, such as US",
    ]));

  it("secrets are masked, and what is none is shown", () =>
    expect(maskCredentials(hubspot, { accessToken: "pat-na1-1234", portalId: "42", unknown: "x" })).toEqual({
      accessToken: "••••",
      portalId: "42",
      unknown: "••••",
    }));
});
