import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../src/app/recovery/sweep.ts";
import { runJob } from "../../src/app/run-job.ts";
import { deliver, post, type StripeFake, startStripe } from "../fakes/stripe/index.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

const MINUTE = 60_000;
const clock = new TestClock();
let stripe: StripeFake;
let service: Service;
let business = "";
let key = "";

beforeAll(async () => {
  stripe = await startStripe(() => clock.now());
  service = await startService({ clock, credits: 0, stripe: stripe.account });
});
afterAll(async () => {
  await service.stop();
  await stripe.stop();
});
/** Each test has a business of its own. */
beforeEach(async () => {
  const created = (await service.api("POST", "/businesses", { name: "Acme" })).body;
  [business, key] = [created.id, created.apiKey];
  stripe.faults.splice(0);
  stripe.asked.splice(0);
});

const own = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  service.api(method, `/businesses/${business}/credits${path}`, body, { key, headers });
const balances = async () => (await own("GET", "")).body;
const tell = (event: unknown) => deliver(service.url, event, { at: clock.now() });
const state = async (id: string) => (await own("GET", `/purchases/${id}`)).body.state;
const transfers = async () =>
  (await own("GET", "/transfers?limit=200")).body.items.map(
    ({ kind, credits }: { kind: string; credits: number }) => [kind, credits],
  );

async function buy(credits: number): Promise<{ id: string; session: string }> {
  const { status, body } = await own("POST", "/purchases", { credits });
  expect([status, body.state]).toEqual([201, "open"]);
  const session = stripe.sessions.find((each) => each.client_reference_id === body.id);
  expect(body.url).toBe(session?.url);
  return { id: body.id, session: session?.id ?? "" };
}
const spend = async (credits: number) => {
  const at = clock.now();
  for (let each = 0; each < credits; each++) {
    const textId = `text_${business}_${each}`;
    for (const kind of ["hold", "post"] as const)
      await service.textback.store.read.ledger.transfer(
        {
          businessId: business,
          key: `${kind}:${textId}`,
          kind,
          credits: kind === "hold" ? 1 : null,
          textId,
          reason: "t",
        },
        `tr_${kind}_${textId}`,
        at,
      );
  }
};

describe("buying credits", () => {
  it.each([
    [100, 900],
    [300, 2_700],
    [1_000, 9_000],
  ])("%i cost %i cents, paid on Stripe's page, and come once it says so", async (credits, cents) => {
    const { id, session } = await buy(credits);
    expect(stripe.sessions.find((each) => each.id === session)).toMatchObject({
      amount_total: cents,
      success_url: `${service.url}/credits?purchase=${id}`,
    });
    expect(await balances()).toEqual({ available: 0, held: 0, spent: 0 });
    expect(await tell(stripe.pay(session))).toBe(200);
    expect(await balances()).toEqual({ available: credits, held: 0, spent: 0 });
    expect((await own("GET", `/purchases/${id}`)).body).toMatchObject({ state: "paid", url: null });
  });

  it.each([[99], [0], [-100], [1e9], ["100"], [100.5]])(
    "refuses %s: only packs are sold",
    async (credits) => {
      const { status, body } = await own("POST", "/purchases", { credits });
      expect([status, body.errors[0].field]).toEqual([422, "credits"]);
      expect(stripe.asked).toEqual([]);
    },
  );

  it("is an owner's own: another business's key is told that there is no such business", async () => {
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const { id } = await buy(100);
    const path = `/businesses/${business}/credits/purchases`;
    expect((await service.api("POST", path, { credits: 100 }, { key: other.apiKey })).status).toBe(404);
    expect((await service.api("GET", `${path}/${id}`, undefined, { key: other.apiKey })).status).toBe(404);
    const theirs = `/businesses/${other.id}/credits/purchases/${id}`;
    expect((await service.api("GET", theirs, undefined, { key: other.apiKey })).body.code).toBe(
      "purchase_not_found",
    );
  });

  it("repeated under its key is one purchase, which tells where to pay", async () => {
    const headers = { "idempotency-key": "buy-1" };
    const first = (await own("POST", "/purchases", { credits: 100 }, headers)).body;
    const again = (await own("POST", "/purchases", { credits: 100 }, headers)).body;
    expect([again.id, again.url]).toEqual([first.id, null]);
    expect((await own("GET", `/purchases/${first.id}`)).body.url).toBe(first.url);
    expect(stripe.asked).toHaveLength(1);
  });

  it("is not begun more than 20 times an hour", async () => {
    for (let each = 0; each < 20; each++) await buy(100);
    expect((await own("POST", "/purchases", { credits: 100 })).body.code).toBe("too_many_requests");
  });

  it("when Stripe refuses our key, says so in words, and nothing is open", async () => {
    stripe.faults.push("error_401");
    const { status, body } = await own("POST", "/purchases", { credits: 100 });
    expect([status, body.code]).toEqual([502, "card_refused"]);
    expect(body.detail).not.toContain("sk_");
  });

  it("when the answer is lost, the sweep finds the page that was made, and makes no second", async () => {
    stripe.faults.push("drop_after", "drop_after", "drop_after");
    const { status, body } = await own("POST", "/purchases", { credits: 100 });
    expect([status, body.code]).toEqual([502, "card_away"]);
    const [session] = stripe.sessions.slice(-1);
    const id = session?.client_reference_id ?? "";
    expect(await state(id)).toBe("opening");
    // It was paid all the same, and the webhook came.
    const made = stripe.sessions.length;
    await look(id);
    expect(stripe.sessions).toHaveLength(made);
    expect(await state(id)).toBe("open");
    await tell(stripe.pay(session?.id ?? ""));
    expect((await balances()).available).toBe(100);
  });
});

const look = (purchaseId: string) =>
  runJob(
    service.textback.app,
    { kind: "look_at_purchase", businessId: business, purchaseId },
    new AbortController().signal,
  );

describe("word of a payment", () => {
  it("that is repeated, also at once, grants once", async () => {
    const { session } = await buy(100);
    const event = stripe.pay(session);
    expect(await Promise.all(Array.from({ length: 8 }, () => tell(event)))).toEqual(Array(8).fill(200));
    await tell({ ...event, id: "evt_another" });
    expect(await transfers()).toEqual([["grant", 100]]);
  });

  it("before we were told of the page is taken as well", async () => {
    stripe.faults.push("drop_after", "drop_after", "drop_after");
    await own("POST", "/purchases", { credits: 300 });
    await tell(stripe.pay(stripe.sessions.at(-1)?.id ?? ""));
    expect((await balances()).available).toBe(300);
  });

  it("by a bank debit comes later: nothing before, then once, or never", async () => {
    const [good, bad] = [await buy(100), await buy(300)];
    for (const { session } of [good, bad]) await tell(stripe.pay(session, true));
    expect((await balances()).available).toBe(0);
    await tell(stripe.settle(good.session, true));
    await tell(stripe.settle(bad.session, false));
    expect((await balances()).available).toBe(100);
    expect((await own("GET", `/purchases/${bad.id}`)).body).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("bank"),
    });
  });

  it("that never comes is asked for by the sweep, and granted once though the webhook comes after all", async () => {
    const { id, session } = await buy(100);
    const event = stripe.pay(session);
    clock.pass(4 * MINUTE);
    await sweep(service.textback.app);
    await service.settled();
    expect(await state(id)).toBe("open");
    clock.pass(2 * MINUTE);
    await sweep(service.textback.app);
    await service.settled();
    await service.textback.app.store.read.purchases.find(business, id);
    await look(id);
    expect(await state(id)).toBe("paid");
    await tell(event);
    expect(await transfers()).toEqual([["grant", 100]]);
  });

  it("whose sweep fails is asked for again, later", async () => {
    const { id, session } = await buy(100);
    stripe.pay(session);
    stripe.faults.push("error_500");
    await expect(look(id)).rejects.toThrow();
    const purchase = await service.textback.store.read.purchases.find(business, id);
    expect(purchase?.nextLookAt?.getTime()).toBe(clock.now().getTime() + 5 * MINUTE);
    await look(id);
    expect(await state(id)).toBe("paid");
  });

  it("of a page that expired closes the purchase; paid after all it counts", async () => {
    const { id, session } = await buy(100);
    await tell(stripe.expire(session));
    expect(await state(id)).toBe("expired");
    await tell(stripe.pay(session));
    expect((await balances()).available).toBe(100);
    await tell(stripe.expire(session));
    expect(await state(id)).toBe("paid");
  });

  it.each<[string, (session: object) => object]>([
    ["another amount", (session) => ({ ...session, amount_total: 1 })],
    ["another currency", (session) => ({ ...session, currency: "vnd" })],
    ["another session", (session) => ({ ...session, id: "cs_test_other" })],
    ["no purchase", (session) => ({ ...session, client_reference_id: null })],
    ["an unknown purchase", (session) => ({ ...session, client_reference_id: "pur_unknown" })],
  ])("with %s grants nothing, and is answered all the same", async (_name, wrong) => {
    const { session } = await buy(100);
    const event = stripe.pay(session);
    const data = { object: wrong(event.data.object as object) };
    expect(await tell({ ...event, data })).toBe(200);
    expect((await balances()).available).toBe(0);
  });

  it.each([
    "customer.created",
    "invoice.paid",
    "v2.core.event",
    "charge.refunded",
    "charge.dispute.created",
    "checkout.session.completed",
  ])("%s about something else is answered, and nothing happens", async (type) =>
    expect(await tell({ id: "evt_1", object: "event", type, data: { object: { id: "x_1" } } })).toBe(200),
  );
});

describe("a webhook that Stripe did not sign", () => {
  it.each<[string, (session: string) => Promise<number>]>([
    [
      "signed with another secret",
      (s) => deliver(service.url, stripe.pay(s), { secret: "whsec_wrong", at: clock.now() }),
    ],
    [
      "signed six minutes ago",
      (s) => deliver(service.url, stripe.pay(s), { at: new Date(clock.now().getTime() - 6 * MINUTE) }),
    ],
    ["without a signature", (s) => post(service.url, JSON.stringify(stripe.pay(s)), {})],
    [
      "with an empty one",
      (s) => post(service.url, JSON.stringify(stripe.pay(s)), { "stripe-signature": "" }),
    ],
    [
      "with nonsense",
      (s) => post(service.url, JSON.stringify(stripe.pay(s)), { "stripe-signature": "t=1,v1=00" }),
    ],
  ])("%s is refused, and nothing is stored", async (_name, send) => {
    const { id, session } = await buy(100);
    expect(await send(session)).toBe(403);
    expect([await state(id), (await balances()).available]).toEqual(["open", 0]);
  });

  it("of half a megabyte is not read", async () =>
    expect(await post(service.url, "x".repeat(600_000), { "stripe-signature": "t=1,v1=00" })).toBe(413));
});

describe("a payment that is taken back", () => {
  const bought = async (credits = 100) => {
    const purchase = await buy(credits);
    await tell(stripe.pay(purchase.session));
    return purchase;
  };

  it("takes its credits back, and the owner is told", async () => {
    const { session } = await bought();
    await tell(stripe.refund(session, 900));
    expect(await balances()).toEqual({ available: 0, held: 0, spent: 0 });
    const { items } = (await service.api("GET", `/businesses/${business}/notices`)).body;
    expect(items[0].headline).toBe(
      "A payment of $9.00 for 100 credits was taken back, and with it 100 of them.",
    );
  });

  it("leaves what is spent owed; what comes next pays it first", async () => {
    const { session } = await bought();
    await spend(60);
    await tell(stripe.dispute(session, 900).created);
    expect(await balances()).toEqual({ available: 0, held: 0, spent: 60, owed: 60 });
    await service.api("POST", `/businesses/${business}/credits/grants`, { credits: 50, reason: "Paid" });
    expect(await balances()).toEqual({ available: 0, held: 0, spent: 60, owed: 10 });
    await bought();
    expect(await balances()).toEqual({ available: 90, held: 0, spent: 60 });
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
  });

  it.each([
    [450, 50],
    [100, 11],
    [8, 0],
    [899, 99],
  ])("in part, of %i cents, takes %i credits", async (cents, credits) => {
    const { session } = await bought();
    await tell(stripe.refund(session, cents));
    expect((await balances()).available).toBe(100 - credits);
  });

  it("bit by bit, told in any order and again and again, takes no more than all", async () => {
    const { session } = await bought(300);
    const told = [stripe.refund(session, 900), stripe.refund(session, 900), stripe.refund(session, 900)];
    for (const event of [told[2], told[0], told[1], told[2]]) await tell(event);
    await tell(stripe.dispute(session, 2_700).created);
    expect(await balances()).toEqual({ available: 0, held: 0, spent: 0 });
  });

  it("of which we hear before the payment is settled with it", async () => {
    const { session } = await buy(100);
    const paid = stripe.pay(session);
    await tell(stripe.dispute(session, 900).created);
    await tell(stripe.refund(session, 100));
    expect(await transfers()).toEqual([]);
    await tell(paid);
    expect(await transfers()).toEqual([
      ["revoke", 100],
      ["grant", 100],
    ]);
  });

  it("by a dispute that is won comes back, also when we hear of that first", async () => {
    const [one, two] = [await bought(), await bought()];
    const { created, dispute } = stripe.dispute(one.session, 900);
    await tell(created);
    await tell(stripe.disputeMoves(dispute, "charge.dispute.funds_withdrawn", "needs_response"));
    expect((await balances()).available).toBe(100);
    await tell(stripe.disputeMoves(dispute, "charge.dispute.closed", "won"));
    expect((await balances()).available).toBe(200);
    const other = stripe.dispute(two.session, 900);
    await tell(stripe.disputeMoves(other.dispute, "charge.dispute.closed", "won"));
    await tell(other.created);
    expect((await balances()).available).toBe(200);
  });

  it("by an inquiry is not taken yet; when the money goes, it is", async () => {
    const { session } = await bought();
    const { created, dispute } = stripe.dispute(session, 900, "warning_needs_response");
    await tell(created);
    expect((await balances()).available).toBe(100);
    await tell(stripe.disputeMoves(dispute, "charge.dispute.funds_withdrawn", "needs_response"));
    expect((await balances()).available).toBe(0);
  });

  it("told with the payment at once ends the same", async () => {
    const { session } = await buy(100);
    const paid = stripe.pay(session);
    const taken = stripe.refund(session, 900);
    await Promise.all([paid, taken, paid, taken].map(tell));
    expect(await balances()).toEqual({ available: 0, held: 0, spent: 0 });
  });
});

it("whatever is told of a payment, in whatever order and however often, the end is the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.integer({ min: 0, max: 3 }), async (chance, parts) => {
      const created = (await service.api("POST", "/businesses", { name: "Acme" })).body;
      [business, key] = [created.id, created.apiKey];
      const { session } = await buy(100);
      const told = [stripe.pay(session)];
      for (let part = 0; part < parts; part++) told.push(stripe.refund(session, 100));
      const pick = () => chance.next().value ?? 0;
      const shuffled = [...told, ...told]
        .map((event) => ({ event, at: pick() }))
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event);
      for (const event of shuffled) expect(await tell(event)).toBe(200);
      expect((await balances()).available).toBe(100 - Math.floor((parts * 100 * 100) / 900));
    }),
    { numRuns: 8 },
  );
});

it("without Stripe nothing is sold, and the webhook is not there", async () => {
  const plain = await startService({
    credits: 3,
    operator: { name: "Acme Telecom", supportEmail: "help@example.com", outgoingIps: [] },
  });
  expect((await plain.own("POST", "/credits/purchases", { credits: 100 })).body.code).toBe(
    "card_not_configured",
  );
  expect((await plain.own("GET", "/credits/offer")).body).toMatchObject({
    byCard: false,
    seller: { name: "Acme Telecom", email: "help@example.com" },
    packs: [
      { credits: 100, priceCents: 900 },
      { credits: 300, priceCents: 2_700 },
      { credits: 1_000, priceCents: 9_000 },
    ],
  });
  expect(await deliver(plain.url, {})).toBe(404);
  await plain.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
  await plain.settled();
  const { days, forecast } = (await plain.own("GET", "/credits/usage?days=7")).body;
  expect([days.length, days.at(-1).spent]).toEqual([7, 1]);
  expect(forecast).toEqual({ available: 2, creditsPerDay: 1, daysLeft: 2 });
  await plain.stop();
});
