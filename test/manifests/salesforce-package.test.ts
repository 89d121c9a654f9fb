/** The package for Salesforce, checked without an org: what an upload would refuse, and what would leave the parts unconnected. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@lwc/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import type { Field } from "../../connectors/salesforce/org.ts";
import { keysOf } from "../../connectors/salesforce/settings.ts";
import manifest from "../../manifests/salesforce/connector.json" with { type: "json" };
import project from "../../manifests/salesforce/package/sfdx-project.json" with { type: "json" };
import { salesforcePackage } from "../../scripts/salesforce-package.ts";
import {
  type Component,
  type Folder,
  problemsIn,
  readFolder,
  undescribed,
} from "../support/salesforce-metadata.ts";

const packageDir = fileURLToPath(new URL("../../manifests/salesforce/package", import.meta.url));
const sourceDir = join(packageDir, "force-app/main/default");
const HOST = "https://textback.invalid";

let packaged: Folder;
let home: Folder;
beforeAll(async () => {
  packaged = await readFolder(sourceDir);
  home = await readFolder(join(packageDir, "home-org"));
});
const only = (type: string, from = packaged): Component => {
  const [one, ...more] = from.components.filter((each) => each.type === type);
  if (one === undefined || more.length > 0) throw new Error(`There is not one ${type}`);
  return one;
};
const all = (type: string) => packaged.components.filter((each) => each.type === type);
// biome-ignore lint/suspicious/noExplicitAny: what the XML holds is looked at, not computed with
const list = (value: unknown): readonly any[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

describe("the package", () => {
  it("is these components, and no file that is none of them", () => {
    expect(packaged.strays).toEqual([]);
    expect(packaged.components.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "ApexClass TextbackTimelineController",
      "ApexClass TextbackTimelineControllerTest",
      "AuraDefinitionBundle TextbackSettings",
      "CspTrustedSite Textback",
      "CustomField Activity/fields/External_Id__c",
      "CustomField Lead/fields/Phone_Key__c",
      "CustomTab Textback",
      "ExternalClientApplication Textback",
      "ExtlClntAppCanvasSettings Textback_canvas",
      "ExtlClntAppOauthSettings Textback_oauth",
      "LightningComponentBundle textbackTimeline",
      "PermissionSet Textback_Connector",
      "PermissionSet Textback_Consent",
      "PermissionSet Textback_Placeholder_Cleanup",
      "PermissionSet Textback_User",
    ]);
  });

  it("has beside it what only the app's own org may have: a version with any of it in the package is not made", () => {
    expect(home.strays).toEqual([]);
    expect(home.components.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "ExtlClntAppGlobalOauthSettings Textback_glbloauth",
      "ExtlClntAppOauthSecuritySettings Textback_security",
    ]);
    expect(project.packageDirectories.map(({ path }) => path)).toEqual(["force-app"]);
  });

  it("leaves no class, page or component without its description: it would be left out unsaid", () => {
    expect(packaged.sources.length).toBeGreaterThan(5);
    expect(undescribed(packaged)).toEqual([]);
    const lonely = { ...packaged, sources: ["classes/Forgotten.cls", ...packaged.sources] };
    expect(undescribed(lonely)).toEqual(["classes/Forgotten.cls"]);
  });

  it("has only elements and values that Salesforce's own types know", async () =>
    expect(await problemsIn([...packaged.components, ...home.components])).toEqual([]));

  const faults: readonly (readonly [string, string, (xml: string) => string, RegExp])[] = [
    ["a file that is cut off", "CustomTab", (xml) => xml.slice(0, -20), /tab-meta/],
    ["a misspelt element", "CustomTab", (xml) => xml.replaceAll("motif", "motiv"), /motiv/],
    [
      "a misspelt element within another",
      "PermissionSet",
      (xml) => xml.replaceAll("allowRead", "allowReed"),
      /allowReed/,
    ],
    ["a value that is none", "CspTrustedSite", (xml) => xml.replace("LEX", "Lightning"), /Lightning/],
    ["a yes for a true", "CustomField", (xml) => xml.replace("<unique>true", "<unique>yes"), /yes|boolean/],
    [
      "an element that is missing",
      "ExtlClntAppCanvasSettings",
      (xml) => xml.replace(/.*<canvasUrl>.*\n/, ""),
      /canvasUrl/,
    ],
    ["another root", "CustomTab", (xml) => xml.replaceAll("CustomTab", "Tab"), /NotACustomTab/],
    [
      "a location that Canvas does not know",
      "ExtlClntAppCanvasSettings",
      (xml) => xml.replace("Aura", "Tab"),
      /Tab/,
    ],
  ];
  it("of which each of these faults would be seen", async () => {
    const spoilt = faults.map(([what, type, spoil]) => {
      const [one] = all(type);
      const text = spoil(one?.text ?? "");
      expect([what, text === one?.text]).toEqual([what, false]);
      return { type, path: one?.path ?? "", text };
    });
    // What is no XML is told before the compiler is asked, and alone.
    const [cutOff, ...others] = faults.map(([, , , words]) => words);
    expect((await problemsIn(spoilt)).join("\n")).toMatch(cutOff ?? /never/);
    const problems = (await problemsIn(spoilt.slice(1))).join("\n");
    for (const words of others) expect(problems).toMatch(words);
  });

  it("speaks one version of the API, the connector's", () => {
    const versions = [
      ...all("ApexClass"),
      ...all("AuraDefinitionBundle"),
      ...all("LightningComponentBundle"),
    ].map(({ fields }) => fields.apiVersion);
    expect(new Set([project.sourceApiVersion, ...versions])).toEqual(new Set(["67.0"]));
  });

  it("names nothing after the vendor", () => {
    for (const { text, name } of packaged.components)
      for (const [, label = ""] of text.matchAll(/<(?:label|masterLabel)>(.*?)</g))
        expect(`${name} ${label}`).not.toMatch(/hub|salesforce/i);
  });
});

describe("the app", () => {
  it("asks for exactly the manifest's scopes, by the names that metadata has for them", async () => {
    const types = await readFile(
      fileURLToPath(import.meta.resolve("@salesforce/types/metadata")).replace(/\.js$/, ".d.ts"),
      "utf8",
    );
    const [, union = ""] = /ConnectedAppOauthAccessScope = ([^;]*);/.exec(types) ?? [];
    const known = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    const asked = String(only("ExtlClntAppOauthSettings").fields.commaSeparatedOauthScopes).split(/, */);
    expect(known).toEqual(expect.arrayContaining(asked));
    const spelt: Readonly<Record<string, string>> = {
      id: "Basic",
      api: "Api",
      refresh_token: "RefreshToken",
    };
    expect(asked).toEqual(manifest.connect.oauth.scopes.map((scope) => spelt[scope]));
  });

  it("is one app in all its files, which may be packaged", () => {
    const app = only("ExternalClientApplication");
    expect(app.fields.distributionState).toBe("Packaged");
    const settings = [...packaged.components, ...home.components].filter(({ type }) =>
      type.startsWith("ExtlClntApp"),
    );
    expect(settings.map(({ fields }) => fields.externalClientApplication)).toEqual(Array(4).fill(app.name));
  });

  it("has the four controls on, in files that stay out of the package and hold no key", () => {
    const { fields, text } = only("ExtlClntAppGlobalOauthSettings", home);
    expect(fields).toMatchObject({
      isPkceRequired: "true",
      isRefreshTokenRotationEnabled: "true",
      isEnforceRefreshTokenTTL: "true",
      isConsumerSecretOptional: "false",
      isSecretRequiredForRefreshToken: "true",
    });
    expect(text).not.toMatch(/consumer(?:Key|Secret)>/);
    expect(list(only("ExtlClntAppOauthSecuritySettings", home).fields.tokenIpRanges)).not.toEqual([]);
  });

  it("leads to addresses that are ours", () => {
    expect(only("ExtlClntAppCanvasSettings").fields.canvasUrl).toBe(`${HOST}/crm/salesforce/canvas`);
    expect(only("ExtlClntAppGlobalOauthSettings", home).fields.callbackUrl).toBe(
      `${HOST}/oauth/salesforce/callback`,
    );
    expect(only("CspTrustedSite").fields.endpointUrl).toBe(HOST);
    for (const { text, path } of [...packaged.components, ...home.components])
      for (const [address] of text.matchAll(/https?:\/\/[^<"\s]*/g))
        if (address !== "http://soap.sforce.com/2006/04/metadata")
          expect([path, address.startsWith(HOST)]).toEqual([path, true]);
  });

  it("is trusted to be framed, and for nothing else", () => {
    const { fields } = only("CspTrustedSite");
    const trusted = Object.entries(fields).filter(
      ([name, value]) => /^isApplicableTo/.test(name) && value === "true",
    );
    expect(trusted).toEqual([["isApplicableToFrameSrc", "true"]]);
  });

  it("shows its page in a tab", async () => {
    const bundle = only("AuraDefinitionBundle");
    const markup = await readFile(join(sourceDir, `aura/${bundle.name}/${bundle.name}.cmp`), "utf8");
    expect(only("CustomTab").fields.auraComponent).toBe(bundle.name);
    expect(markup).toContain(`developerName="${only("ExternalClientApplication").name}"`);
    expect(markup).toContain(`namespacePrefix="${project.namespace}"`);
    expect(list(only("ExtlClntAppCanvasSettings").fields.canvasLocationOptions)).toContain("Aura");
  });
});

describe("the fields", () => {
  it("are the ones that the connector looks for, under the namespace of its settings", () => {
    const { namespace } = manifest.settings;
    expect(project.namespace).toBe(namespace.default);
    const objects: Record<string, Map<string, Field>> = { Task: new Map(), Lead: new Map() };
    for (const { name, fields } of all("CustomField")) {
      const object = name.startsWith("Activity/") ? "Task" : "Lead";
      const full = `${project.namespace}__${fields.fullName}`;
      objects[object]?.set(full, {
        name: full,
        type: "string",
        length: Number(fields.length),
        createable: true,
        updateable: true,
        externalId: fields.externalId === "true",
        unique: fields.unique === "true",
        restrictedPicklist: false,
        values: new Set(),
      });
    }
    expect(keysOf({ objects }, { namespace: String(namespace.default) })).toEqual({
      task: "textback__External_Id__c",
      lead: "textback__Phone_Key__c",
    });
  });

  it("are open to the connector's user on tasks and on events, and only to be read by others", () => {
    const rights = (name: string) => {
      const set = all("PermissionSet").find((each) => each.name === name);
      return list(set?.fields.fieldPermissions).map(({ field, editable }) => `${field} ${editable}`);
    };
    expect(rights("Textback_Connector")).toEqual([
      "Event.External_Id__c true",
      "Lead.Phone_Key__c true",
      "Task.External_Id__c true",
    ]);
    expect(rights("Textback_User")).toEqual(["Event.External_Id__c false", "Task.External_Id__c false"]);
  });
});

describe("what runs in Salesforce", () => {
  it("gives nobody a right to all records, and to delete only by a set of its own, leads alone", () => {
    for (const { text } of all("PermissionSet"))
      expect(text).not.toMatch(/<(?:viewAllRecords|modifyAllRecords)>true|ViewAllData|ModifyAllData/);
    const granted = (right: string) =>
      all("PermissionSet").flatMap(({ name, fields }) =>
        list(fields.objectPermissions).flatMap((each) =>
          each[right] === "true" ? [`${name} ${each.object}`] : [],
        ),
      );
    expect(granted("allowDelete")).toEqual(["Textback_Placeholder_Cleanup Lead"]);
    expect(granted("allowEdit")).toEqual([
      "Textback_Connector Lead",
      "Textback_Consent Contact",
      "Textback_Placeholder_Cleanup Lead",
    ]);
  });

  it("reads as the user who looks, by bound variables, and calls nobody", async () => {
    for (const { name } of all("ApexClass")) {
      const code = await readFile(join(sourceDir, `classes/${name}.cls`), "utf8");
      expect(code).not.toMatch(/without sharing|Database\.query|Http|@future|getSessionId|global /);
      if (/@IsTest/.test(code)) continue;
      expect(code).toContain("public with sharing class");
      expect(code.match(/SELECT/g)?.length).toBe(code.match(/WITH USER_MODE/g)?.length);
    }
  });

  it("is a component that compiles, and stands on leads, contacts and accounts", async () => {
    const bundle = only("LightningComponentBundle");
    const config = bundle.fields.targetConfigs.targetConfig;
    expect(config.objects.object).toEqual(["Lead", "Contact", "Account"]);
    for (const path of packaged.sources.filter((each) => each.startsWith("lwc/"))) {
      const { code, warnings } = compiled(await readFile(join(sourceDir, path), "utf8"), path);
      expect([path, code.length > 0, warnings ?? []]).toEqual([path, true, []]);
    }
    const markup = await readFile(join(sourceDir, `lwc/${bundle.name}/${bundle.name}.html`), "utf8");
    expect(() => compiled(markup.replace("key={item.id}", ""), "lwc/x/x.html")).toThrow(/LWC1071/);
  });

  it("shows text as text, and loads nothing from elsewhere", async () => {
    for (const path of packaged.sources)
      expect(await readFile(join(sourceDir, path), "utf8")).not.toMatch(
        /innerHTML|lwc:dom|eval\(|<script|loadScript|https?:/,
      );
  });
});

const compiled = (source: string, path: string) => {
  const [, name = ""] = /^lwc\/(\w+)\//.exec(path) ?? [];
  return transformSync(source, path, { name, namespace: "c", apiVersion: 67 });
};

describe("for one deployment", () => {
  const deployment = {
    publicUrl: "https://calls.acme.example/",
    supportEmail: "help@acme.example",
    outgoingIps: "203.0.113.10, 203.0.113.11,2001:db8::1",
  };

  it("names that alone, in the package and for the home org", async () => {
    const files = await salesforcePackage(deployment);
    expect(files.size).toBeGreaterThan(packaged.components.length);
    for (const [path, text] of files)
      expect(`${path} ${text}`).not.toMatch(/textback\.invalid|192\.0\.2\.1\b/);
    const ending = (end: string) => [...files].find(([path]) => path.endsWith(end))?.[1] ?? "";
    expect(ending(".ecaCanvas-meta.xml")).toContain("https://calls.acme.example/crm/salesforce/canvas");
    expect(ending(".ecaGlblOauth-meta.xml")).toContain(
      "https://calls.acme.example/oauth/salesforce/callback",
    );
    expect(ending(".eca-meta.xml")).toContain("help@acme.example");
  });

  it("lets every address of the list in, each as a range of one, in metadata that Salesforce's types know", async () => {
    const files = await salesforcePackage(deployment);
    const [path, text] = [...files].find(([each]) => each.endsWith(".ecaOauthSecurity-meta.xml")) ?? ["", ""];
    expect(path).toMatch(/^home-org\//);
    expect([...text.matchAll(/<(start|end)IpAddress>(.*?)</g)].map(([, , ip]) => ip)).toEqual([
      ...["203.0.113.10", "203.0.113.10", "203.0.113.11", "203.0.113.11"],
      ...["2001:db8::1", "2001:db8::1"],
    ]);
    expect(await problemsIn([{ type: "ExtlClntAppOauthSecuritySettings", path, text }])).toEqual([]);
  });

  it.each([
    ["an address that Salesforce does not frame", { publicUrl: "http://acme.example" }, /PUBLIC_URL/],
    ["nobody to write to", { supportEmail: "" }, /TEXTBACK_SUPPORT_EMAIL/],
    ["no outgoing address", { outgoingIps: "" }, /TEXTBACK_OUTGOING_IPS must be/],
    ["what is no address", { outgoingIps: "203.0.113.10, acme.example" }, /not one: acme\.example/],
  ])("is refused with %s", (_what, change, words) =>
    expect(salesforcePackage({ ...deployment, ...change })).rejects.toThrow(words),
  );
});
