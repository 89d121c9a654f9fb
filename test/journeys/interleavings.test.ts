import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recovery } from "../../src/app/recovery/recover.ts";
import { sweep as lookAtWhatIsDue } from "../../src/app/recovery/sweep.ts";
import type { CallerScript, DeliveryScript, PhoneScript } from "../../src/sandbox/twilio/scripts.ts";
import { TestClock } from "../support/clock.ts";
import { FORWARD, LINE, type Service, startService } from "../support/service.ts";
import { type LostWebhook, postLate } from "../support/twilio-post.ts";

/** How a call may go, at the first phone and, where there are two, at the second. */
interface Course {
  readonly callee: readonly PhoneScript[];
  readonly caller?: CallerScript;
}
const nobody: PhoneScript = { kind: "no_answer" };
const somebody: PhoneScript = { kind: "human", answersAfter: 4, presses: "1", talks: 42 };
const mailbox: PhoneScript = { kind: "voicemail", answersAfter: 7 };
const courses: Readonly<Record<string, Course>> = {
  "nobody picks up": { callee: [nobody, nobody] },
  "the phone is busy": { callee: [{ kind: "busy" }, nobody] },
  "the phone cannot be reached": { callee: [{ kind: "failed" }, { kind: "failed" }] },
  "somebody talks": { callee: [somebody, nobody] },
  "somebody talks at the second phone": { callee: [{ kind: "busy" }, somebody] },
  "a mailbox picks up": { callee: [mailbox, mailbox] },
  "the caller gives up": { callee: [nobody, nobody], caller: { hangsUpAfter: 6 } },
};
const SECOND_PHONE = "+15550100003";
const lines: ReadonlyArray<readonly [name: string, settings: object]> = [
  ["a line with one phone", {}],
  ["two phones that ring together", { forwardTo: [FORWARD, SECOND_PHONE], ring: "together" }],
  ["two phones that ring in turn", { forwardTo: [FORWARD, SECOND_PHONE], ring: "in_turn" }],
  ["a phone that asks for a key", { answerConfirmation: "press_key" }],
  ["a phone that is listened to", { answerConfirmation: "detect_machine" }],
  ["a line on which half a minute is no answer", { minAnsweredSeconds: 45 }],
  ["a line that forwards nowhere", { forwardTo: [] }],
];
/** Webhooks that the carrier cannot go on without: nothing rings before the first is answered, nor is anybody connected. */
const QUESTIONS = new Set(["voice", "whisper", "gather"]);

const fates: Readonly<Record<string, DeliveryScript>> = {
  delivered: { outcome: "delivered" },
  undelivered: { outcome: "undelivered", errorCode: 30003 },
  "never left": { outcome: "failed", errorCode: 30001 },
};
const bodies = ["Are you open on Sunday?", "STOP", "please call me"];

interface Story {
  readonly course: string;
  readonly fate: string;
  readonly body: string;
}
/** What happens while webhooks are lost: the nth of them comes after all, or a sweep. */
type Happening = { readonly webhook: number } | "sweep";

const story = fc.record({
  course: fc.constantFrom(...Object.keys(courses)),
  fate: fc.constantFrom(...Object.keys(fates)),
  body: fc.constantFrom(...bodies),
});
/** Each webhook 0 to 3 times, in any order, with sweeps anywhere between; more numbers than there are webhooks. */
const interleaving = fc
  .tuple(fc.array(fc.nat({ max: 3 }), { minLength: 10, maxLength: 10 }), fc.nat({ max: 3 }))
  .chain(([times, sweeps]) => {
    const all: Happening[] = [
      ...times.flatMap((n, webhook) => Array.from({ length: n }, () => ({ webhook }))),
      ...Array.from({ length: sweeps }, () => "sweep" as const),
    ];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

describe.each(lines)("webhooks and sweeps in any order, any number of times, on %s", (_name, line) => {
  let service: Service;
  const clock = new TestClock(Math.floor(Date.now() / 1_000) * 1_000);
  const never = new AbortController().signal;
  beforeAll(async () => {
    service = await startService({ clock, carrierClock: clock, credits: 5_000, line });
  });
  afterAll(() => service.stop());

  let people = 0;
  const sweep = () => recovery(service.textback.app).run(never);
  const rows = async (sql: string, ...values: unknown[]) => (await service.pool.query(sql, values)).rows;

  /** Plays a call and what follows, with only the carrier's questions answered; `tell` decides about the others. */
  async function play(
    { course, fate, body }: Story,
    tell: (lost: readonly LostWebhook[]) => Promise<void>,
    sweepWhileItRings: boolean,
  ) {
    const phone = `+1512555${String(people++).padStart(4, "0")}`;
    const reports: Record<string, string>[] = [];
    service.carrier.setDelivery(phone, fates[fate] ?? { outcome: "delivered" });
    service.carrier.faults.webhook = ({ kind, params }) => {
      if (QUESTIONS.has(kind)) return undefined;
      if (kind === "delivery") reports.push({ ...params });
      return { lose: true };
    };
    const { callee, caller } = courses[course] ?? { callee: [] };
    const call = await service.carrier.call({
      from: phone,
      to: LINE,
      callee,
      ...(caller === undefined ? {} : { caller }),
      async onStep({ kind }) {
        if (kind === "ringing" && sweepWhileItRings) await sweep();
      },
    });
    clock.pass(2 * 60_000);
    await tell(call.webhooks.filter(({ status }) => status === null));
    await service.settled();
    const reply = await service.carrier.text({ from: phone, to: LINE, body });
    const texted = service.carrier.messages.find(({ to }) => to === phone);
    clock.pass(60_000);
    await tell([reply.webhook, ...reports.map((params) => ({ url: texted?.statusCallback ?? "", params }))]);
    await service.settled();
    // A text that never left has no date of sending and so stands in no list by date: its own job asks after it.
    clock.pass(11 * 60_000);
    await lookAtWhatIsDue(service.textback.app);
    await service.settled();
    return stateOf(phone);
  }

  async function stateOf(phone: string) {
    return {
      calls: await rows(
        `select outcome, reason, duration_seconds, ended, receipt ->> 'decision' as decision,
           receipt ->> 'reason' as why, recovered_at is not null as recovered
         from textback.calls where phone = $1`,
        phone,
      ),
      texts: await rows(
        "select direction, purpose, state, body, error_code from textback.texts where phone = $1 order by direction",
        phone,
      ),
      credits: await rows(
        `select t.kind, t.credits from textback.credit_transfers t join textback.texts x on x.id = t.text_id
         where x.phone = $1 order by t.kind`,
        phone,
      ),
      caller: await rows("select consent, consent_question from textback.callers where phone = $1", phone),
      consents: await rows("select consent, source from textback.consent_events where phone = $1", phone),
      timeline: await rows(
        `select a.kind, a.title from textback.lead_activities a join textback.leads l on l.id = a.lead_id
         where l.phone = $1 order by a.kind, a.title`,
        phone,
      ),
      atTheCarrier: service.carrier.messages.filter(({ to }) => to === phone).length,
    };
  }

  const byWebhooksAlone = new Map<string, Promise<unknown>>();
  const expected = (of: Story) => {
    const key = JSON.stringify(of);
    const known = byWebhooksAlone.get(key) ?? play(of, (lost) => inOrder(lost), false);
    byWebhooksAlone.set(key, known);
    return known;
  };
  const inOrder = async (lost: readonly LostWebhook[]) => {
    for (const webhook of lost) await postLate(webhook);
  };

  it("end in the state in which the webhooks alone would have ended", async () => {
    await fc.assert(
      fc.asyncProperty(
        story,
        interleaving,
        interleaving,
        fc.boolean(),
        fc.boolean(),
        async (of, first, second, whileItRings, atOnce) => {
          const wanted = await expected(of);
          const rounds = [first, second];
          const tell = async (lost: readonly LostWebhook[]) => {
            const happenings = (rounds.shift() ?? []).map((each) => async () => {
              if (each === "sweep") await sweep();
              else if (lost[each.webhook] !== undefined) await postLate(lost[each.webhook] as LostWebhook);
            });
            if (atOnce) await Promise.all(happenings.map((happen) => happen()));
            else for (const happen of happenings) await happen();
            await sweep();
          };
          expect(await play(of, tell, whileItRings)).toEqual(wanted);
        },
      ),
      { numRuns: 15 },
    );
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
  }, 180_000);
});
