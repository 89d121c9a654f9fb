import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, openBrowser, ownersBrowser } from "../support/browser.ts";
import { TestClock } from "../support/clock.ts";
import { LINE, type Service, startService } from "../support/service.ts";

const PHONE = "+15125550170";
const clock = new TestClock();
let service: Service;
let owner: Browser;
beforeAll(async () => {
  service = await startService({ clock });
  owner = await ownersBrowser(service);
  const [user] = (await owner.api("GET", `/businesses/${service.businessId}/users`)).body.items;
  const path = `/businesses/${service.businessId}/users/${user.id}`;
  expect((await owner.api("PATCH", path, { phone: PHONE })).body).toMatchObject({
    phone: PHONE,
    phoneProven: false,
  });
});
afterAll(() => service.stop());
beforeEach(() => clock.pass(16 * 60_000));

/** What came before. */
let seen = 0;
/** After the answer, so that it tells nobody who exists. */
const texts = async (count: number) => {
  await expect.poll(() => service.carrier.handset(PHONE).length - seen, { timeout: 10_000 }).toBe(count);
  return service.carrier.handset(PHONE).at(-1);
};

const codeIn = (words: string | undefined) => /^\d{6}/.exec(words ?? "")?.[0] ?? "";
const mine = (path: string) => `/businesses/${service.businessId}/me/phone/${path}`;

describe("a phone that nobody has proven", () => {
  it("gets no code, and the answer is the same", async () => {
    const asked = await openBrowser(service).api("POST", "/session/code/request", { contact: PHONE });
    expect(asked).toMatchObject({ status: 202 });
    expect(service.carrier.handset(PHONE)).toEqual([]);
  });

  it("is proven by the code that was sent to it, in the browser that asked, once", async () => {
    expect((await owner.api("POST", mine("code"), {})).body).toEqual({ sent: true });
    const code = codeIn(service.carrier.handset(PHONE).at(-1)?.body);
    const elsewhere = openBrowser(service, { cookies: new Map(owner.cookies) });
    elsewhere.cookies.delete("textback-code");
    expect((await elsewhere.api("POST", mine("prove"), { code })).body.code).toBe("wrong_code");
    // It is no code to sign in by.
    expect((await owner.api("POST", "/session/code/verify", { contact: PHONE, code })).status).toBe(401);
    expect((await owner.api("POST", mine("prove"), { code })).body).toMatchObject({ phoneProven: true });
    expect((await owner.api("POST", mine("prove"), { code })).status).toBe(401);
  });

  it("is one again when it changes, and not when something else does", async () => {
    const [{ id }] = (await service.own("GET", "/users")).body.items;
    const change = async (what: object) =>
      (await service.own("PATCH", `/users/${id}`, what)).body.phoneProven;
    expect(await change({ name: "Sam" })).toBe(true);
    expect(await change({ phone: PHONE })).toBe(true);
    expect(await change({ phone: "+15125550179" })).toBe(false);
    expect(await change({ phone: PHONE })).toBe(false);
    await owner.api("POST", mine("code"), {});
    const code = codeIn(service.carrier.handset(PHONE).at(-1)?.body);
    expect((await owner.api("POST", mine("prove"), { code })).status).toBe(200);
  });

  it("is not asked for often, and not by what is no person", async () => {
    const answers: number[] = [];
    for (let i = 0; i < 4; i++) answers.push((await owner.api("POST", mine("code"), {})).status);
    expect(answers).toEqual([202, 202, 202, 429]);
    const byKey = await service.api("POST", mine("code"), {}, { key: service.apiKey });
    expect(byKey.body).toMatchObject({ code: "invalid_input", errors: [{ field: "phone" }] });
  });
});

describe("a code by text", () => {
  beforeAll(() => {
    seen = service.carrier.handset(PHONE).length;
  });

  it("comes from the business's own line, signs in, costs nothing and is kept nowhere", async () => {
    const browser = openBrowser(service);
    const asked = await browser.api("POST", "/session/code/request", { contact: "(512) 555-0170" });
    expect(asked).toMatchObject({ status: 202 });
    const sent = await texts(1);
    expect(sent?.from).toBe(LINE);
    const code = codeIn(sent?.body);
    const { body } = await browser.api("POST", "/session/code/verify", { contact: PHONE, code });
    expect(body.businesses).toMatchObject([{ id: service.businessId, role: "owner" }]);
    await service.settled();
    expect((await service.own("GET", "/credits")).body).toEqual({ available: 100, held: 0, spent: 0 });
    expect((await service.own("GET", "/texts")).body.items).toEqual([]);
    expect((await service.own("GET", "/conversations")).body.items).toEqual([]);
  });

  it("an invitation to a phone comes the same way", async () => {
    const friend = "+15125550171";
    await owner.api("POST", `/businesses/${service.businessId}/invitations`, { name: "Kim", phone: friend });
    await expect.poll(() => service.carrier.handset(friend).length, { timeout: 10_000 }).toBe(1);
    expect(service.carrier.handset(friend)[0]?.body).toContain(`${service.url}/invitation?token=`);
  });

  it("no business has many of them sent", async () => {
    const before = service.carrier.messages.length;
    for (let each = 0; each < 12; each++)
      await owner.api("POST", `/businesses/${service.businessId}/invitations`, {
        name: "Kim",
        phone: `+151255502${String(each).padStart(2, "0")}`,
      });
    await expect.poll(() => service.carrier.messages.length - before, { timeout: 10_000 }).toBe(10);
  });

  it("while the line may not text, none is sent, and the answer is the same", async () => {
    await service.pool.query(
      `update textback.lines set texting = jsonb_build_object('status', 'blocked', 'since', now(), 'code', 30034,
         'resumesAt', null, 'registration', '{"brand":null,"campaign":null,"toll_free":null}'::jsonb)`,
    );
    const before = service.carrier.messages.length;
    const ask = () => openBrowser(service).api("POST", "/session/code/request", { contact: PHONE });
    expect((await ask()).status).toBe(202);
    await service.pool.query("update textback.lines set texting = null");
    expect((await ask()).status).toBe(202);
    await expect.poll(() => service.carrier.messages.length - before, { timeout: 10_000 }).toBe(1);
  });
});
