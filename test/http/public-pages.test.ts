import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import salesforce from "../../manifests/salesforce/connector.json" with { type: "json" };
import { documentOf } from "../../src/http/markdown.ts";
import { type Service, startService } from "../support/service.ts";

const PACKAGE = "https://login.salesforce.com/packaging/installPackage.apexp?p0=04t5e0000000001AAA";
const PATHS = [
  "/setup",
  "/setup/builtin",
  "/setup/hubspot",
  "/setup/salesforce",
  "/setup/reviewers",
  "/pricing",
  "/support",
  "/privacy",
  "/terms",
];

let service: Service;
beforeAll(async () => {
  service = await startService({
    operator: {
      name: "Acme <Software> GmbH",
      address: "1 Main Street, Springfield",
      supportEmail: "help@example.com",
      privacyEmail: "privacy@example.com",
      pricing: "50 credits cost €5.",
      outgoingIps: ["203.0.113.10", "2001:db8::1"],
    },
    oauthApps: {
      hubspot: { clientId: "id", clientSecret: "secret" },
      salesforce: { clientId: "id", clientSecret: "secret", packageUrl: PACKAGE },
    },
  });
});
afterAll(() => service.stop());
const get = async (path: string) => {
  const response = await fetch(`${service.url}${path}`, { headers: { "user-agent": "Crawler" } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe("the public pages", () => {
  it.each(PATHS)("%s is read without signing in, by crawlers too, and runs no script", async (path) => {
    const { status, headers, text } = await get(path);
    expect([status, headers.get("set-cookie"), headers.get("x-robots-tag")]).toEqual([200, null, null]);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'nonce-/);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(text).toMatch(/<h1>[^<]+<\/h1>/);
    // In a sample of code braces are a template's.
    expect(text.replaceAll(/<code>.*?<\/code>/gs, "")).not.toMatch(/<script|noindex|\{\{|undefined|null/);
    expect(`${service.url}${path}`.length).toBeLessThan(250);
  });

  it("lead nowhere that is not there", async () => {
    const links = new Set<string>();
    for (const path of PATHS)
      for (const [, href = ""] of (await get(path)).text.matchAll(/href="(\/[^"]*)"/g)) links.add(href);
    // The web page itself is not part of this test's service.
    links.delete("/");
    // From there it goes on to HubSpot.
    const elsewhere = ["/install/hubspot"];
    for (const link of links)
      expect([link, (await fetch(`${service.url}${link}`, { redirect: "manual" })).status]).toEqual([
        link,
        elsewhere.includes(link) ? 303 : 200,
      ]);
    expect(links.size).toBeGreaterThanOrEqual(PATHS.length);
    for (const link of Object.values(salesforce.listing.links)) expect((await get(link)).status).toBe(200);
  });

  it("speak of the page, not of requests: whoever reads them has no key, and pastes no token", async () => {
    for (const path of PATHS) {
      const { text } = await get(path);
      expect([path, /\b(?:GET|POST|PATCH|PUT) …?\/|\bAPI key\b|access token works/.exec(text)?.[0]]).toEqual([
        path,
        undefined,
      ]);
    }
  });

  it("tell who runs the service, as text, and where to write", async () => {
    expect((await get("/terms")).text).toContain("Acme &lt;Software&gt; GmbH");
    expect((await get("/privacy")).text).toContain("privacy@example.com");
    expect((await get("/support")).text).toContain("help@example.com");
    expect((await get("/pricing")).text).toContain("50 credits cost €5.");
  });

  it("show with Salesforce's guide the package first, and where our requests come from", async () => {
    const { text } = await get("/setup/salesforce");
    expect(text.indexOf(PACKAGE.replace("&", "&amp;"))).toBeGreaterThan(0);
    expect(text.indexOf(PACKAGE)).toBeLessThan(text.indexOf("/install/salesforce"));
    expect(text).toContain("<code>203.0.113.10</code>, <code>2001:db8::1</code>");
    expect(text).toContain("OAUTH_EC_APP_NOT_FOUND");
  });

  it("of a CRM that nobody knows are none", async () => {
    for (const path of ["/setup/unknown", "/setup/constructor", "/setup/..%2f..%2fREADME"])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });

  it("keep crawlers out of what is not for them", async () =>
    expect((await get("/robots.txt")).text).toMatch(/Disallow: \/api\//));
});

describe("a service that says nothing of its operator", () => {
  it("has the same pages, with words that hold for anybody", async () => {
    const plain = await startService({ credits: 0 });
    for (const path of ["/setup/salesforce", "/pricing", "/support", "/privacy", "/terms"]) {
      const text = await (await fetch(`${plain.url}${path}`)).text();
      expect(text.replaceAll(/<code>.*?<\/code>/gs, "")).not.toMatch(/\{\{|undefined|null/);
    }
    expect(await (await fetch(`${plain.url}/terms`)).text()).toContain("the operator of this service");
    await plain.stop();
  });
});

describe("Salesforce's guide", () => {
  const guide = readFileSync(
    fileURLToPath(new URL("../../manifests/salesforce/guide.md", import.meta.url)),
    "utf8",
  );
  const rowsBelow = (heading: string) =>
    (guide.split(`## ${heading}`)[1]?.split("\n## ")[0] ?? "")
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .slice(2)
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
  const { listing, connect } = salesforce;

  it("explains exactly the scopes that are asked for, in the listing's words", () => {
    expect(rowsBelow("What we ask for")).toEqual(
      Object.entries(listing.scopes).map(([scope, why]) => [`\`${scope}\``, why]),
    );
    expect(Object.keys(listing.scopes)).toEqual(connect.oauth.scopes);
  });

  it("shares the listing's table of data", () =>
    expect(rowsBelow("What is shared")).toEqual(
      listing.sharedData.map(({ object, direction, what }) => [object, direction, what]),
    ));

  it("says how to leave, and what is kept", () => {
    for (const words of ["Disconnect", "Uninstall", "Kept here", "revoked"]) expect(guide).toContain(words);
  });
});

describe("Markdown", () => {
  const shown = (markdown: string) =>
    documentOf(`# Title\n\n${markdown}`, { word: "<b>" }, "/base").body.text;
  it.each([
    ["markup is shown, not obeyed", "<script>alert(1)</script>", /&lt;script&gt;/],
    ["markup within a line too", "a <img src=x onerror=alert(1)> b", /&lt;img/],
    ["facts are text", "It is {{word}}", /&lt;b&gt;/],
    ["links to scripts are no links", "[press](javascript:alert(1))", /^<p>press<\/p>/],
    ["links of ours stand below our path", "[p](/privacy)", /href="\/base\/privacy"/],
    ["a picture is its words", "![alt](https://x.example/x.png)", /^<p>alt<\/p>/],
    ["code is text, and may go on behind a dot", "`a.b <b>`", /<code>a\.<wbr>b &lt;b&gt;<\/code>/],
    ["a table moves sideways by itself", "|a|\n|-|\n|b|", /<div class="wide" tabindex="0"><table>/],
  ])("%s", (_rule, markdown, expected) => expect(shown(markdown)).toMatch(expected));

  it("keeps the words in braces that are no facts", () =>
    expect(shown("`{{caller_name}}` of {{word}}")).toMatch(/<code>\{\{caller_name\}\}<\/code> of &lt;b/));
});
