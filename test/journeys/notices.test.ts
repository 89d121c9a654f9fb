import { afterEach, describe, expect, it } from "vitest";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

describe("what the owner has to know or do", () => {
  let service: Service;
  afterEach(() => service.stop());
  const notices = async () => (await service.own("GET", "/notices")).body.items;
  const write = async (body: string) => {
    await service.carrier.sendText({ from: CALLER, to: LINE, body });
    await service.settled();
  };

  it("a text that may have been an opt-out is a matter until the caller makes it plain", async () => {
    service = await startService();
    await write("Please call me instead of texting");
    expect(await notices()).toMatchObject([{ subject: `consent:${CALLER}`, times: 1, resolvedAt: null }]);
    await write("STOP");
    expect((await notices())[0].resolvedAt).not.toBeNull();
  });

  it("low credits are one matter, however many callers are missed at once, until there are enough again", async () => {
    service = await startService({ credits: 26 });
    const missAll = async (callers: number, offset: number) => {
      await Promise.all(
        Array.from({ length: callers }, (_, i) =>
          service.carrier.placeCall({
            from: `+1512555${String(1000 + offset + i)}`,
            to: LINE,
            behaviour: { kind: "busy" },
          }),
        ),
      );
      await service.settled();
    };
    await missAll(6, 0);
    expect(await notices()).toEqual([]);
    await missAll(10, 100);
    expect(await notices()).toMatchObject([
      { subject: "credits", headline: "Only 19 credits are left.", times: 1, resolvedAt: null },
    ]);
    await missAll(12, 200);
    expect(await notices()).toMatchObject([
      { subject: "credits", headline: "There are no credits left.", times: 2, resolvedAt: null },
    ]);
    expect(service.events.flatMap((e) => (e.kind === "credits_low" ? e.available : []))).toEqual([19, 0]);
    const grant = (credits: number) =>
      service.api("POST", `/businesses/${service.businessId}/credits/grants`, { credits, reason: "pack" });
    await grant(19);
    expect((await notices())[0].resolvedAt).toBeNull();
    await grant(1);
    expect((await notices())[0].resolvedAt).not.toBeNull();
  });

  it("can be said to be seen to", async () => {
    service = await startService();
    await write("Please call me instead of texting");
    const [{ id }] = await notices();
    expect((await service.own("POST", `/notices/${id}/done`)).body.resolvedAt).not.toBeNull();
    expect((await service.own("POST", "/notices/note_0/done")).body.code).toBe("notice_not_found");
  });
});
