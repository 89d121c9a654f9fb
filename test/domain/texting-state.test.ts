import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KNOWN_DELIVERY_ERRORS } from "../../src/domain/delivery-errors.ts";
import {
  newTextingState,
  nextTextingState,
  type RegistrationProgram,
  type TextingEvent,
  type TextingStatus,
  textingWords,
} from "../../src/domain/texting-state.ts";

const start = Date.parse("2026-06-01T12:00:00Z");
const at = (minutes: number): Date => new Date(start + minutes * 60_000);
const fails = (code: number, minutes: number, attempted = minutes): TextingEvent => ({
  kind: "delivery_error",
  code,
  attemptedAt: at(attempted),
  at: at(minutes),
});
const news = (program: RegistrationProgram, status: string, minutes: number): TextingEvent => ({
  kind: "registration_news",
  program,
  status,
  at: at(minutes),
});
const cleared = (minutes: number): TextingEvent => ({ kind: "cleared", at: at(minutes) });
const tick = (minutes: number): TextingEvent => ({ kind: "tick", at: at(minutes) });
const stateAfter = (...events: TextingEvent[]) => events.reduce(nextTextingState, newTextingState(at(0)));

describe("a line's texting", () => {
  it.each<[string, TextingEvent[], TextingStatus]>([
    ["begins ready", [], "ready"],
    ["is blocked without registration", [fails(30034, 1)], "blocked"],
    ["is blocked without toll-free verification", [fails(30032, 1)], "blocked"],
    ["waits while the number is set up", [fails(30035, 1)], "registering"],
    ["is blocked when it was too fast", [fails(30022, 1)], "blocked"],
    ["is blocked at the daily limit", [fails(30023, 1)], "blocked"],
    ["is blocked at T-Mobile's daily limit", [fails(30027, 1)], "blocked"],
    ["is not stopped by one landline", [fails(30006, 1)], "ready"],
    ["is not stopped by a filter", [fails(30007, 1)], "ready"],
    ["is not stopped by a code to come", [fails(39_999, 1)], "ready"],
    ["waits while the brand is checked", [news("brand", "PENDING", 1)], "registering"],
    ["waits while the brand is reviewed", [news("brand", "IN_REVIEW", 1)], "registering"],
    ["still waits with a brand but no campaign", [news("brand", "APPROVED", 1)], "registering"],
    ["is blocked when the brand fails", [news("brand", "FAILED", 1)], "blocked"],
    ["is blocked when the brand is suspended", [news("brand", "SUSPENDED", 1)], "blocked"],
    ["is blocked when the brand is being deleted", [news("brand", "DELETION_PENDING", 1)], "blocked"],
    ["waits while the campaign is checked", [news("campaign", "IN_PROGRESS", 1)], "registering"],
    ["is ready with a campaign", [news("brand", "APPROVED", 1), news("campaign", "VERIFIED", 2)], "ready"],
    [
      "stays ready while the brand of a verified campaign is reviewed",
      [news("campaign", "VERIFIED", 1), news("brand", "IN_REVIEW", 2)],
      "ready",
    ],
    ["is blocked when the campaign fails", [news("campaign", "FAILED", 1)], "blocked"],
    ["waits while toll-free is pending", [news("toll_free", "PENDING_REVIEW", 1)], "registering"],
    ["waits while toll-free is reviewed", [news("toll_free", "IN_REVIEW", 1)], "registering"],
    ["is ready when toll-free is approved", [news("toll_free", "TWILIO_APPROVED", 1)], "ready"],
    ["is blocked when toll-free is rejected", [news("toll_free", "TWILIO_REJECTED", 1)], "blocked"],
    [
      "is not moved by a status that is no status",
      [news("brand", "PENDING", 1), cleared(2), news("brand", "toString", 3)],
      "ready",
    ],
    ["is not moved by a status to come", [news("campaign", "SOMETHING_NEW", 1)], "ready"],
    [
      "waits, not blocks, when an unregistered line's registration is under way",
      [news("campaign", "IN_PROGRESS", 1), cleared(2), fails(30034, 3)],
      "registering",
    ],
    ["resumes on approval", [fails(30034, 1), news("campaign", "VERIFIED", 2)], "ready"],
    ["waits once registration begins", [fails(30034, 1), news("brand", "PENDING", 2)], "registering"],
    ["resumes when the operator clears it", [fails(30034, 1), cleared(2)], "ready"],
    ["is paused again by the next refusal", [fails(30034, 1), cleared(2), fails(30034, 4, 3)], "blocked"],
    [
      "is not paused again by a text from before the clearing",
      [fails(30034, 1), cleared(3), fails(30034, 4, 2)],
      "ready",
    ],
    [
      "is not resumed by old news told again",
      [news("campaign", "VERIFIED", 1), fails(30034, 2), news("campaign", "VERIFIED", 3)],
      "blocked",
    ],
    ["resumes some minutes after it was too fast", [fails(30022, 1), tick(12)], "ready"],
    ["and not at once", [fails(30022, 1), tick(5)], "blocked"],
    [
      "is paused again by a refusal after the pause, though nobody looked in between",
      [fails(30022, 1), fails(30022, 20, 19), tick(25)],
      "blocked",
    ],
    [
      "is not paused again by a text from before the end of the pause, whenever that end is noticed",
      [fails(30022, 1), tick(30), fails(30022, 31, 5)],
      "ready",
    ],
    [
      "is paused again by a text from after the end of the pause, though that was noticed later",
      [fails(30022, 1), tick(30), fails(30022, 31, 20)],
      "blocked",
    ],
    ["tries again some hours after the setting up", [fails(30035, 1), tick(242)], "ready"],
    ["does not resume by time without registration", [fails(30034, 1), tick(100_000)], "blocked"],
    ["is not freed from a limit by approval", [fails(30023, 1), news("campaign", "VERIFIED", 2)], "blocked"],
    [
      "returns to waiting, when a limit ends and registration is not done",
      [fails(30023, 1), news("campaign", "IN_PROGRESS", 2), fails(30023, 3), tick(2000)],
      "registering",
    ],
    ["a limit does not shorten a stop for good", [fails(30034, 1), fails(30022, 2), tick(60)], "blocked"],
    ["a stop for good replaces a limit", [fails(30022, 1), fails(30034, 2), tick(60)], "blocked"],
  ])("%s", (_name, events, status) => expect(stateAfter(...events).status).toBe(status));

  it.each([
    ["in summer", "2026-06-01T12:00:00Z", "2026-06-02T07:00:00.000Z"],
    ["in winter", "2026-12-01T12:00:00Z", "2026-12-02T08:00:00.000Z"],
  ])("a daily limit ends at midnight Pacific time, %s", (_name, moment, end) => {
    const when = new Date(moment);
    const state = nextTextingState(newTextingState(when), {
      kind: "delivery_error",
      code: 30027,
      attemptedAt: when,
      at: when,
    });
    expect(state.resumesAt?.toISOString()).toBe(end);
  });
});

describe("the words for the owner", () => {
  it.each<[string, TextingEvent[], RegExp]>([
    ["ready", [], /can text/],
    ["unregistered", [fails(30034, 1)], /not registered/],
    ["unregistered, but under way", [news("brand", "PENDING", 1), cleared(2), fails(30034, 3)], /under way/],
    ["being checked", [news("campaign", "IN_PROGRESS", 1)], /checking/],
    ["half registered", [news("brand", "APPROVED", 1)], /still has to be/],
    ["brand refused", [news("brand", "FAILED", 1)], /business's registration/],
    ["campaign refused", [news("campaign", "FAILED", 1)], /what you text/],
    ["toll-free rejected", [news("toll_free", "TWILIO_REJECTED", 1)], /toll-free/],
  ])("%s", (_name, events, words) => {
    const { headline, whatToDo } = textingWords(stateAfter(...events));
    expect(headline).toMatch(words);
    expect(whatToDo).toMatch(/^[A-Z].+\.$/);
  });
});

describe("whatever happens to a line", () => {
  const minute = fc.integer({ min: 0, max: 5000 });
  const program = fc.constantFrom<RegistrationProgram>("brand", "campaign", "toll_free");
  const status = fc.constantFrom(
    ...["PENDING", "IN_REVIEW", "APPROVED", "FAILED", "IN_PROGRESS", "VERIFIED", "SUSPENDED"],
    ...["PENDING_REVIEW", "TWILIO_APPROVED", "TWILIO_REJECTED", "toString", ""],
  );
  const events = fc
    .array(
      fc.oneof(
        fc.tuple(fc.constantFrom(...KNOWN_DELIVERY_ERRORS), minute).map(([code, when]) => fails(code, when)),
        fc.tuple(program, status, minute).map(([what, how, when]) => news(what, how, when)),
        minute.map(cleared),
        minute.map(tick),
      ),
      { maxLength: 20 },
    )
    .map((list) => list.sort((a, b) => a.at.getTime() - b.at.getTime()));

  it("telling it twice changes nothing more", () => {
    fc.assert(
      fc.property(events, (list) => {
        const once = stateAfter(...list);
        const twice = stateAfter(...list.flatMap((event) => [event, event]));
        expect(twice).toEqual(once);
      }),
    );
  });
  it("a ready line carries no reason, a pause always has words, and clearing always frees it", () => {
    fc.assert(
      fc.property(events, (list) => {
        const state = stateAfter(...list);
        if (state.status === "ready") expect(state).toMatchObject({ code: null, resumesAt: null });
        expect(textingWords(state).headline.length).toBeGreaterThan(10);
        expect(nextTextingState(state, cleared(6000)).status).toBe("ready");
      }),
    );
  });
});
