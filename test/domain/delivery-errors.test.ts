import { describe, expect, it } from "vitest";
import { explainDeliveryError, KNOWN_DELIVERY_ERRORS } from "../../src/domain/delivery-errors.ts";

describe("a carrier's error code", () => {
  it.each([
    ["an opt-out", [21610], "opted_out"],
    ["a number that is none", [21211], "not_textable"],
    ["a landline", [21614, 21635, 30006], "not_textable"],
    ["a route that does not exist", [21612], "not_textable"],
    ["a handset that is blocked or unknown", [30004, 30005], "not_textable"],
    ["no registration, or its limits", [30022, 30023, 30027, 30032, 30034, 30035], "registration"],
    ["a filter", [30007], "carrier_filtered"],
    ["a phone out of reach", [30003, 30008], "temporary"],
    ["too much at once", [20429, 21611, 30001, 14107, 63038, 30450], "temporary"],
    ["time that ran out", [30036, 30410], "temporary"],
    ["a failure of the carrier's", [12400, 20500, 20503, 20504, 30103, 30500, 63010, 63012], "temporary"],
    ["an account that may not", [20003, 30002, 90010, 21408, 21608, 30454], "configuration"],
    ["a line that cannot", [21606, 21603], "configuration"],
    ["a request that we got wrong", [21601, 21602, 21604, 21609, 21617, 21619], "our_fault"],
  ] as const)("%s: %j", (_name, codes, kind) => {
    for (const code of codes) expect(explainDeliveryError(code)).toMatchObject({ code, class: kind });
  });

  it("pauses the line exactly for lack of registration and its limits", () =>
    expect(KNOWN_DELIVERY_ERRORS.filter((code) => explainDeliveryError(code).pausesLine)).toEqual([
      30022, 30023, 30027, 30032, 30034, 30035,
    ]));

  it("marks a landline exactly when the number is one", () =>
    expect(KNOWN_DELIVERY_ERRORS.filter((code) => explainDeliveryError(code).marksLandline)).toEqual([
      21614, 21635, 30006,
    ]));

  it("is put in words that a plumber understands", () => {
    for (const code of KNOWN_DELIVERY_ERRORS) {
      const { forOwner, whatToDo } = explainDeliveryError(code);
      for (const sentence of [forOwner, whatToDo]) {
        expect(sentence).toMatch(/^[A-Z].{15,}\.$/s);
        expect(sentence).not.toMatch(/\b(API|HTTP|webhook|payload|SID|endpoint|DLR|MPS|handset|null)\b/i);
      }
    }
  });

  it("that is unknown, or missing, still gets a sentence", () => {
    expect(explainDeliveryError(39_999)).toMatchObject({ code: 39_999, class: "unknown", pausesLine: false });
    expect(explainDeliveryError(39_999).forOwner).toContain("39999");
    expect(explainDeliveryError(null)).toMatchObject({ code: 0, class: "unknown", marksLandline: false });
  });
});
