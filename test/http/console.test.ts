import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService({ credits: 7 });
});
afterAll(() => service.stop());

const glance = async (query = "") => (await service.api("GET", `/operator/businesses${query}`)).body;

describe("every business at a glance", () => {
  it("tells lines, credits, connection, what is stuck and the last call", async () => {
    const { id } = (await service.api("POST", "/businesses", { name: "Best Plumbing" })).body;
    await service.api("PUT", `/businesses/${id}/lines/%2B15550100077`, {});
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } } as never);
    await service.settled();
    await service.pool.query(
      `update textback.lines set texting = jsonb_build_object('status', 'blocked', 'since', now(), 'code', 30034,
         'resumesAt', null, 'registration', '{"brand":null,"campaign":null,"toll_free":null}'::jsonb)
       where number = '+15550100077'`,
    );
    const { items, next } = await glance();
    expect(next).toBeNull();
    expect(items).toMatchObject([
      {
        id: service.businessId,
        name: "Acme HVAC",
        lines: 1,
        forwarding: 1,
        notTexting: 0,
        credits: 6,
        connector: "builtin",
        health: "ok",
        pending: 0,
        failed: 0,
        lastCallAt: expect.any(String),
      },
      { id, lines: 1, forwarding: 0, notTexting: 1, credits: 0, lastCallAt: null },
    ]);
  });

  it("page by page, and by a part of the name", async () => {
    const first = await glance("?limit=1");
    expect(first.items).toHaveLength(1);
    const second = await glance(`?limit=1&after=${encodeURIComponent(first.next)}`);
    expect(second.items[0].name).toBe("Best Plumbing");
    expect(second.next).toBeNull();
    expect((await glance("?q=PLUMB")).items.map(({ name }: { name: string }) => name)).toEqual([
      "Best Plumbing",
    ]);
    expect((await glance("?q=%25")).items).toEqual([]);
    expect((await service.api("GET", "/operator/businesses?after=nonsense")).body.code).toBe("invalid_input");
  });

  it.each([
    ["GET", "/operator/businesses"],
    ["GET", "/operator/line-defaults"],
    ["PUT", "/operator/line-defaults"],
  ])("%s %s is the operator's alone", async (method, path) => {
    const body = method === "PUT" ? {} : undefined;
    expect((await service.api(method, path, body, { key: service.apiKey })).body.code).toBe("operator_only");
  });
});

describe("what a new line starts with", () => {
  const line = (number: string) => `/lines/${encodeURIComponent(number)}`;

  it("is ours until the operator says otherwise; lines that exist keep what they have", async () => {
    const before = (await service.own("GET", line(LINE))).body;
    expect((await service.api("GET", "/operator/line-defaults")).body).toMatchObject({
      enabled: true,
      ringTimeoutSeconds: 20,
      repeatWindowMinutes: 0,
    });
    await service.api("PUT", "/operator/line-defaults", { repeatWindowMinutes: 10, ringTimeoutSeconds: 22 });
    const { body } = await service.api("PUT", "/operator/line-defaults", { answerConfirmation: "press_key" });
    expect(body).toMatchObject({
      repeatWindowMinutes: 10,
      ringTimeoutSeconds: 22,
      answerConfirmation: "press_key",
    });
    expect((await service.own("PUT", line("+15550100078"), { ringTimeoutSeconds: 30 })).body).toMatchObject({
      repeatWindowMinutes: 10,
      answerConfirmation: "press_key",
      ringTimeoutSeconds: 30,
    });
    expect((await service.own("GET", line(LINE))).body).toEqual(before);
  });

  it.each([
    [{ ringTimeoutSeconds: 5 }, "ringTimeoutSeconds"],
    [{ message: "Hi {{nobody}}" }, "message"],
    [{ forwardTo: "+15550100002" }, "(body)"],
  ])("%o is refused", async (body, field) => {
    const answer = await service.api("PUT", "/operator/line-defaults", body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((each: { field: string }) => each.field)).toEqual([field]);
  });
});
