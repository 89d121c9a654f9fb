import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { hubspotApp } from "../../scripts/hubspot-app.ts";
import { readManifest } from "../../src/crm/manifest.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const jsonOf = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
const manifest = readManifest(jsonOf("manifests/hubspot/connector.json"), "hubspot");
const oauth = manifest.connect.method === "oauth" ? manifest.connect.oauth : null;

const deployment = {
  publicUrl: "https://calls.acme.example/apps/textback/",
  supportEmail: "help@acme.example",
};
const ADDRESS = "https://calls.acme.example/apps/textback";
let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  files = await hubspotApp(deployment);
});

/** HubSpot ships no schemas for these files: what its documentation and its parser (0.23.0) ask for. */
const uid = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const https = z.url({ protocol: /^https$/ }).max(250);
const noHub = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((name) => !/hub/i.test(name), "may not contain Hub or HubSpot");
const component = <C extends z.ZodType>(type: string, config: C) =>
  z.strictObject({ uid, type: z.literal(type), config });
const support = z.strictObject({
  supportEmail: z.email(),
  documentationUrl: https,
  supportUrl: https,
  supportPhone: z
    .string()
    .regex(/^\+\d{7,15}$/)
    .optional(),
});
const project = z.strictObject({
  name: noHub(50),
  srcDir: z.literal("src"),
  platformVersion: z.enum(["2026.03", "2026.09"]),
});
const app = component(
  "app",
  z.strictObject({
    name: noHub(200),
    description: z.string().min(1).max(8_192),
    distribution: z.literal("marketplace"),
    auth: z.strictObject({
      type: z.literal("oauth"),
      redirectUrls: z.array(https).min(1),
      requiredScopes: z.array(z.string()).min(1),
      optionalScopes: z.array(z.string()),
      conditionallyRequiredScopes: z.array(z.string()),
    }),
    permittedUrls: z.strictObject({
      fetch: z.array(https),
      iframe: z.array(https),
      img: z.array(https),
    }),
    support,
  }),
);
const card = component(
  "card",
  z.strictObject({
    name: noHub(50),
    location: z.enum(["crm.record.tab", "crm.record.sidebar", "crm.preview", "helpdesk.sidebar"]),
    entrypoint: z.string().regex(/^\/app\/cards\/\w+\.tsx$/),
    objectTypes: z.array(z.literal("contacts")).min(1),
  }),
);
const settings = component(
  "settings",
  z.strictObject({ entrypoint: z.string().regex(/^\/app\/settings\/\w+\.tsx$/) }),
);
const isActive = z.literal(true);
const webhooks = component(
  "webhooks",
  z.strictObject({
    settings: z.strictObject({ targetUrl: https, maxConcurrentRequests: z.int().min(5).max(100) }),
    subscriptions: z.strictObject({
      crmObjects: z.array(
        z.strictObject({
          subscriptionType: z.enum([
            "object.creation",
            "object.deletion",
            "object.merge",
            "object.restore",
            "object.propertyChange",
          ]),
          objectType: z.literal("contact"),
          propertyName: z.string().optional(),
          active: isActive,
        }),
      ),
      legacyCrmObjects: z.tuple([]),
      hubEvents: z.array(
        z.strictObject({ subscriptionType: z.literal("contact.privacyDeletion"), active: isActive }),
      ),
    }),
  }),
);
/** Which components lie where, and how many there may be. */
const PLACES = [
  { place: /^src\/app\/[\w-]+-hsmeta\.json$/, schema: app, max: 1 },
  { place: /^src\/app\/cards\/[\w-]+-hsmeta\.json$/, schema: card, max: 20 },
  { place: /^src\/app\/settings\/[\w-]+-hsmeta\.json$/, schema: settings, max: 1 },
  { place: /^src\/app\/webhooks\/[\w-]+-hsmeta\.json$/, schema: webhooks, max: 1 },
] as const;

const parsed = (path: string) => JSON.parse(files.get(path) ?? "null");
const metaFiles = () => [...files.keys()].filter((path) => path.endsWith("-hsmeta.json"));

describe("the app project for HubSpot", () => {
  it("has hsproject.json, and components only where HubSpot looks for them", () => {
    project.parse(parsed("hsproject.json"));
    for (const path of metaFiles()) {
      const { schema } = PLACES.find(({ place }) => place.test(path)) ?? {};
      expect(schema, path).toBeDefined();
      expect(schema?.safeParse(parsed(path)).error, path).toBeUndefined();
    }
    for (const { place, max } of PLACES) {
      const found = metaFiles().filter((path) => place.test(path));
      expect(found.length, String(place)).toBeGreaterThan(0);
      expect(found.length, String(place)).toBeLessThanOrEqual(max);
    }
  });

  it("names each component once", () => {
    const uids = metaFiles().map((path) => parsed(path).uid);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it.each(["hub", "HubSpot", "Texting Hub", "hubspot"])("would not pass with the name %s", (name) => {
    const path = "src/app/app-hsmeta.json";
    const named = { ...parsed(path), config: { ...parsed(path).config, name } };
    expect(app.safeParse(named).success).toBe(false);
  });

  it("has the files that its components begin in, and what those import", () => {
    for (const path of metaFiles()) {
      const { entrypoint } = parsed(path).config;
      if (entrypoint === undefined) continue;
      const seen = new Set<string>();
      const follow = (file: string) => {
        if (seen.has(file)) return;
        seen.add(file);
        expect([...files.keys()], file).toContain(file);
        for (const [, target = ""] of (files.get(file) ?? "").matchAll(/from "(\.[^"]+)"/g))
          follow(join(dirname(file), target));
      };
      follow(`src${entrypoint}`);
      // HubSpot builds each folder for itself.
      expect([...seen].every((file) => dirname(file) === dirname(`src${entrypoint}`))).toBe(true);
    }
  });

  it("imports only what the package beside it names, at our versions", () => {
    const ours = jsonOf("package.json");
    for (const folder of ["cards", "settings"]) {
      const { dependencies } = parsed(`src/app/${folder}/package.json`);
      const used = new Set(
        [...files]
          .filter(([path]) => path.startsWith(`src/app/${folder}/`) && /\.tsx?$/.test(path))
          .flatMap(([, text]) => [...text.matchAll(/from "([^."][^"]*)"/g)].map(([, name]) => name)),
      );
      expect([...used].sort()).toEqual(Object.keys(dependencies).sort());
      for (const [name, version] of Object.entries(dependencies))
        if (name !== "react")
          expect(version, name).toBe(ours.dependencies[name] ?? ours.devDependencies[name]);
    }
  });

  it("of settings pages uses nothing that HubSpot keeps for records", () => {
    for (const [path, text] of files)
      if (path.startsWith("src/app/settings/")) expect(text).not.toContain("@hubspot/ui-extensions/crm");
  });
});

describe("the app's facts", () => {
  const { config } = jsonOf("manifests/hubspot/app/src/app/app-hsmeta.json");

  it("asks for exactly the connector's scopes", () => {
    expect(config.auth.requiredScopes).toEqual(oauth?.scopes);
    expect([config.auth.optionalScopes, config.auth.conditionallyRequiredScopes]).toEqual([[], []]);
  });

  it("is named as in the listing", () => expect(config.name).toBe(manifest.listing?.name));

  it("hears of what the service understands: merges, deletions, privacy deletions, new numbers", () => {
    const { subscriptions } = parsed("src/app/webhooks/webhooks-hsmeta.json").config;
    const types = [...subscriptions.crmObjects, ...subscriptions.hubEvents].map(
      ({ subscriptionType }) => subscriptionType,
    );
    expect(types.sort()).toEqual([
      "contact.privacyDeletion",
      "object.deletion",
      "object.merge",
      "object.propertyChange",
      "object.propertyChange",
    ]);
    expect(
      subscriptions.crmObjects.flatMap((each: { propertyName?: string }) => each.propertyName ?? []),
    ).toEqual(["phone", "mobilephone"]);
  });

  it("for one deployment names that alone, everywhere", () => {
    const { auth, permittedUrls, support: help } = parsed("src/app/app-hsmeta.json").config;
    expect(auth.redirectUrls).toEqual([`${ADDRESS}/oauth/hubspot/callback`]);
    expect(permittedUrls).toEqual({ fetch: [ADDRESS], iframe: [ADDRESS], img: [] });
    const { setup, support: supportPath } = manifest.listing?.links ?? {};
    expect(help).toEqual({
      supportEmail: "help@acme.example",
      documentationUrl: `${ADDRESS}${setup}`,
      supportUrl: `${ADDRESS}${supportPath}`,
    });
    expect(parsed("src/app/webhooks/webhooks-hsmeta.json").config.settings.targetUrl).toBe(
      `${ADDRESS}/webhooks/hubspot`,
    );
    for (const [path, text] of files) expect(text, path).not.toMatch(/example\.com/);
    const services = [...files].filter(([path]) => path.endsWith("/service.ts"));
    expect(services).toHaveLength(2);
    for (const [, text] of services) expect(text).toContain(`const SERVICE = "${ADDRESS}";`);
  });

  it.each([
    ["http://calls.acme.example", "help@acme.example", /https/],
    ["", "help@acme.example", /https/],
    ["https://localhost:3000", "help@acme.example", /reaches/],
    ["https://calls.acme.example?x=1", "help@acme.example", /reaches/],
    ["https://calls.acme.example", "", /TEXTBACK_SUPPORT_EMAIL/],
  ])("is not made for %j with %j", async (publicUrl, supportEmail, words) => {
    await expect(hubspotApp({ publicUrl, supportEmail })).rejects.toThrow(words);
  });
});

describe("the guide", () => {
  const guide = readFileSync(join(root, "manifests/hubspot/guide.md"), "utf8");

  it("has a table row for each scope, with the reason that the listing gives", () => {
    for (const [scope, why] of Object.entries(manifest.listing?.scopes ?? {}))
      expect(guide).toContain(`| \`${scope}\` | ${why} |`);
  });

  it("has a table row for each kind of shared data", () => {
    for (const { object, what } of manifest.listing?.sharedData ?? [])
      expect(guide).toMatch(
        new RegExp(
          `\\| ${object.replace(/[()]/g, "\\$&")} \\| [^|]+ \\| ${what.replace(/[().]/g, "\\$&")} \\|`,
        ),
      );
  });

  it.each(["Install", "Scopes", "Shared data", "Use", "Settings", "Disconnect", "Retention"])(
    "has a section on %s",
    (title) => expect(guide).toMatch(new RegExp(`^## .*${title}`, "im")),
  );

  it("names the steps in HubSpot and the addresses that a reviewer opens", () => {
    expect(existsSync(join(root, "manifests/hubspot/app/hsproject.json"))).toBe(true);
    for (const words of ["/install/hubspot", "Connected apps", "Customize", "uninstall"])
      expect(guide).toContain(words);
  });
});
