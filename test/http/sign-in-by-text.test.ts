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
  expect((await owner.api("PATCH", path, { phone: PHONE })).body.phone).toBe(PHONE);
});
afterAll(() => service.stop());
beforeEach(() => clock.pass(16 * 60_000));

/** After the answer, so that it tells nobody who exists. */
const texts = async (count: number) => {
  await expect.poll(() => service.carrier.handset(PHONE).length, { timeout: 10_000 }).toBe(count);
  return service.carrier.handset(PHONE).at(-1);
};

describe("a code by text", () => {
  it("comes from the business's own line, signs in, costs nothing and is kept nowhere", async () => {
    const browser = openBrowser(service);
    const asked = await browser.api("POST", "/session/code/request", { contact: "(512) 555-0170" });
    expect(asked).toMatchObject({ status: 202 });
    const sent = await texts(1);
    expect(sent?.from).toBe(LINE);
    const code = /^\d{6}/.exec(sent?.body ?? "")?.[0] ?? "";
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
