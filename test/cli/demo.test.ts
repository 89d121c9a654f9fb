import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { demoCommand } from "../../src/cli/demo.ts";
import { readConfig } from "../../src/config.ts";
import { ADMIN_KEY, type Service, startService } from "../support/service.ts";
import { walker } from "../support/walker.ts";

let service: Service;
beforeAll(async () => {
  service = await startService({ credits: 0 });
});
afterAll(() => service.stop());
afterEach(() => vi.restoreAllMocks());

const config = (change: Record<string, string> = {}) =>
  readConfig({
    PUBLIC_URL: `${service.url}/`,
    TEXTBACK_SECRET: "a secret of more than thirty-two characters",
    TEXTBACK_ADMIN_KEY: ADMIN_KEY,
    TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "token",
    ...change,
  });
/** @returns what it says */
async function demo(options: Parameters<typeof demoCommand>[1], change?: Record<string, string>) {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await demoCommand(config(change), options);
  return write.mock.calls.map(([words]) => String(words)).join("");
}

describe("textback demo", () => {
  it("prints a link that lets a reviewer in once, where their way is told, and how the demo ends", async () => {
    const said = await demo({ name: "Review Plumbing", email: "sam@example.com" });
    expect(said).toMatch(
      /^Review Plumbing \((biz_\w+)\) has the simulated line \+155501\d{5} and ends on \d{4}-\d\d-\d\d\.\n/,
    );
    expect(said).toContain(`${service.url}/setup/reviewers`);
    const [, token = ""] = /\/sign-in\?token=([\w-]+)/.exec(said) ?? [];
    const reviewer = walker(service.url);
    expect((await reviewer.api("POST", "/session/link", { token })).status).toBe(200);
    const { body } = await reviewer.api("GET", "/session");
    expect(body).toMatchObject({ role: "owner", user: { email: "sam@example.com" } });
    expect((await walker(service.url).api("POST", "/session/link", { token })).status).toBe(401);

    const [, id = ""] = /demo --end (biz_\w+)/.exec(said) ?? [];
    expect(body.businesses).toMatchObject([{ id }]);
    expect(await demo({ end: id })).toMatch(/It has ended/);
    expect((await reviewer.api("GET", "/session")).status).toBe(401);
  });

  it.each([
    ["a business that is none", { end: "biz_none" }, {}, /no such business/],
    ["an address that is none", { email: "sam" }, {}, /e-mail/],
    ["another key", {}, { TEXTBACK_ADMIN_KEY: "another key of enough letters" }, /key/],
    ["a service that does not run", {}, { PUBLIC_URL: "http://127.0.0.1:9" }, /Is it running\?/],
  ])("says in words what is wrong with %s", (_what, options, change, words) =>
    expect(demo(options, change)).rejects.toThrow(words),
  );
});
