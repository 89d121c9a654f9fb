/** Where tokens of Salesforce are asked for: at the very address where an org signs its people in. */
import { createHash } from "node:crypto";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { salesforceConnector } from "../../connectors/salesforce/connector.ts";
import { oauthVendor } from "../../src/oauth/vendor.ts";

const { connect } = salesforceConnector().manifest;
if (connect.method !== "oauth") throw new Error("Salesforce is connected by OAuth");
const app = { clientId: "id", clientSecret: "secret" };
const vendor = oauthVendor(connect.oauth, app, () => new Date());
const REDIRECT = "https://textback.example/oauth/salesforce/callback";

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe("a My Domain", () => {
  it.each([
    ["acme.my.salesforce.com", "acme.my.salesforce.com"],
    [" https://Acme-2.my.salesforce.com/ ", "acme-2.my.salesforce.com"],
    ["acme--test.sandbox.my.salesforce.com", "acme--test.sandbox.my.salesforce.com"],
    ["acme-dev-ed.develop.my.salesforce.com", "acme-dev-ed.develop.my.salesforce.com"],
  ])("%j is where one is asked, the code is traded and the access renewed", async (typed, host) => {
    expect(vendor.hostFor("custom", typed)).toBe(host);
    const verifier = "v".repeat(64);
    const state = "state";
    const asked = new URL(
      vendor.authorizeUrl({ purpose: "install", host, state, verifier, redirectUri: REDIRECT }),
    );
    expect(asked.origin + asked.pathname).toBe(`https://${host}/services/oauth2/authorize`);
    expect(asked.searchParams.get("code_challenge")).toBe(
      createHash("sha256").update(verifier).digest("base64url"),
    );

    const granted = {
      access_token: "first",
      refresh_token: "once",
      instance_url: `https://${host}`,
      id: `https://${host}/id/00D5e0000000001AAA/0055e0000000001AAA`,
      scope: "id api refresh_token",
    };
    const seen: URLSearchParams[] = [];
    nock(`https://${host}`)
      .post("/services/oauth2/token", (body) => seen.push(new URLSearchParams(body)) > 0)
      .reply(200, granted)
      .post("/services/oauth2/token", (body) => seen.push(new URLSearchParams(body)) > 0)
      .reply(200, { ...granted, access_token: "second", refresh_token: "twice" });
    const { credentials, accountId } = await vendor.exchange({
      purpose: "install",
      host,
      code: "code",
      verifier,
      redirectUri: REDIRECT,
    });
    expect(accountId).toBe("00D5e0000000001AAA");
    expect(await vendor.renew(credentials)).toMatchObject({
      accessToken: "second",
      refreshToken: "twice",
      instanceUrl: `https://${host}`,
    });
    expect(seen.map((each) => [each.get("grant_type"), each.get("refresh_token")])).toEqual([
      ["authorization_code", null],
      ["refresh_token", "once"],
    ]);
    expect(nock.isDone()).toBe(true);
  });

  it("that a token answer names is not followed when it is nobody's of Salesforce", async () => {
    const host = "acme.my.salesforce.com";
    nock(`https://${host}`)
      .post("/services/oauth2/token")
      .reply(200, {
        access_token: "first",
        refresh_token: "once",
        instance_url: "https://acme.my.salesforce.com.evil.example",
        id: `https://${host}/id/00D5e0000000001AAA/0055e0000000001AAA`,
        scope: "id api refresh_token",
      });
    const grant = { purpose: "install", host, code: "code", verifier: "v", redirectUri: REDIRECT } as const;
    await expect(vendor.exchange(grant)).rejects.toMatchObject({ kind: "auth_expired" });
  });
});
