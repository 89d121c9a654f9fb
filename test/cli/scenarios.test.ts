import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type OwnSandbox, startOwnSandbox } from "../../src/cli/own-sandbox.ts";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "../../src/cli/scenarios.ts";
import { playStory } from "../../src/cli/simulate.ts";
import type { Story } from "../../src/cli/stories/story.ts";

/** A number is looked up while the phone rings, which takes no time here: command-line.test.ts plays that one. */
type Told = Exclude<ScenarioName, "landline">;
const NAMES = SCENARIO_NAMES.filter((name): name is Told => name !== "landline");

const TEXTED = "The caller was texted back.";
const PREMIUM = "This is a premium-rate number; calling it costs extra.";

/** What the owner must read of each story; what must not be there begins with "not". */
const told: Readonly<Record<Told, readonly (string | { readonly not: string })[]>> = {
  "missed-call": [
    TEXTED,
    "incoming, missed, no answer",
    "Text:      delivered",
    "1 spent",
    "the call is over",
  ],
  busy: [TEXTED, "incoming, missed, busy"],
  answered: ["incoming, answered, 30 s", { not: "gets a text" }],
  "caller-hangs-up": [TEXTED, "missed, caller hung up"],
  "voicemail-answers": [TEXTED, "Press any key", "nobody pressed the key"],
  "person-presses-key": ["incoming, answered", "human: A key was pressed", { not: "gets a text" }],
  "machine-detected": [TEXTED, "voicemail: The phone's voicemail answered"],
  "verdict-comes-late": [TEXTED, "voicemail: The phone's voicemail answered", "2 on the timeline"],
  "phone-screens": [TEXTED, "screener: "],
  "learns-voicemail": [
    TEXTED,
    // How many seconds it rang is measured by the real clock too.
    "Advice:    This phone's voicemail starts after about 1",
    "so that we notice a missed call before the voicemail takes it",
  ],
  "short-answer": [TEXTED, "answered for 2 s only"],
  "calls-again": ["No text was sent.", "This was the 2nd call", "3 on the timeline, 1 lead"],
  "after-hours": [TEXTED, "is closed. We call you in the morning.", { not: "rings" }],
  "quiet-hours": ["The text waits until the caller's quiet hours are over.", { not: "gets a text" }],
  withheld: ["The caller's number was withheld", "Lead:      none", "the call is over"],
  "short-code": ["not one that can receive a text", "Lead:      none"],
  abroad: ["from another country (GB)", { not: "gets a text" }],
  blocked: ["on your blocklist", "Lead:      none"],
  spoofed: ["somebody else's number", "Lead:      none"],
  robocaller: ["called 3 times within an hour"],
  "two-phones": ["+15550100003 rings", "incoming, answered, 30 s"],
  "in-turn": [TEXTED, "the line is busy", "+15550100003 rings", "1 lead"],
  "leaves-message": [TEXTED, "Please leave a message", "a message of 12 s"],
  "webhooks-repeat": [TEXTED, "3 on the timeline, 1 lead"],
  reply: ["Yes please"],
  picture: ["Picture:   image/png", "3 on the timeline"],
  "stranger-texts": ['stage "New", 1 on the timeline'],
  stop: ["The caller has asked not to be texted (STOP).", "Consent:   opted_out"],
  "can-you-stop-by": ["can you stop by tomorrow?", { not: "Consent:" }, { not: "Question:" }],
  "may-mean-stop": [TEXTED, "may have asked not to be texted", "Question:", { not: "opted_out" }],
  start: [TEXTED, "Consent:   opted_in"],
  yes: [TEXTED, "Consent:   opted_in"],
  help: ["Reply STOP to unsubscribe", { not: "Consent:" }],
  "carrier-knows-stop": ["failed (21610)", "Consent:   opted_out", { not: "gets a text" }],
  unregistered: ["are paused", "Register your business", "undelivered (30034)"],
  undelivered: [TEXTED, "undelivered (30003)"],
  "never-left": [TEXTED, "failed (30001)"],
  "alert-webhook": ["told: call.missed of", "Alert:     missed_call by webhook: sent"],
  "alert-reply": ["told: text.received of", "Alert:     reply by webhook: sent"],
  "alert-text": [TEXTED, "Alert:     missed_call by text: sent"],
  "click-to-call": [
    "Press any key to call",
    "are connected",
    "outgoing, answered, 40 s",
    "3 on the timeline",
  ],
  "click-to-call-no-key": ["Nobody pressed a key on your phone", "Lead:      none"],
  "click-to-call-in-vain": ["did not pick up. Goodbye.", "outgoing, missed, no answer"],
  "click-to-call-premium": [`refused (not_dialable): ${PREMIUM}`, { not: "rings" }],
  "click-to-call-abroad": ["refused (not_dialable): Abroad", { not: "rings" }],
  write: ["We can be there at 3 pm.", "Text:      delivered", "3 on the timeline"],
  "write-to-stranger": ["refused (caller_unknown)", "Lead:      none"],
  "write-after-stop": ["refused (caller_opted_out)", "Consent:   opted_out"],
  outage: [TEXTED, "answered nothing", "1 lead"],
  "outage-too-late": ["We heard of this call 44 min late", { not: "gets a text" }],
  "report-missing": [TEXTED, "Text:      unconfirmed"],
  "report-lost": ["Text:      delivered"],
  "no-credits": ["There were no credits left.", "refused (no_credits)", "1 on the timeline"],
  registering: ["No text was sent.", "The carriers are checking your registration", { not: "gets a text" }],
  retention: ["2 of them with their words", "0 recordings", "0 of them with their words"],
  erasure: ["Try again in 15 minutes", "erases this caller: erased: ", "Consent:   opted_out"],
};

describe("simulate tells a story to its end:", () => {
  let sandbox: OwnSandbox;
  beforeAll(async () => {
    sandbox = await startOwnSandbox({ credits: 1_000, speedUp: 5_000 });
  });
  afterAll(() => sandbox.stop());

  const play = async ({ file, pass }: OwnSandbox, name: Told): Promise<string> => {
    const story: Story = SCENARIOS[name];
    let written = "";
    const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      written += String(chunk);
      return true;
    });
    await playStory(file, story, story.ownSandbox === undefined ? null : pass).finally(() =>
      spy.mockRestore(),
    );
    return written;
  };

  // Each has a caller of its own, so one sandbox does for all that need credits.
  it.each(NAMES)("%s", async (name) => {
    const story: Story = SCENARIOS[name];
    const poor =
      story.ownSandbox?.credits === 0 ? await startOwnSandbox({ credits: 0, speedUp: 5_000 }) : null;
    const written = await play(poor ?? sandbox, name).finally(() => poor?.stop());
    for (const words of told[name])
      if (typeof words === "string") expect(written).toContain(words);
      else expect(written).not.toContain(words.not);
  });
}, 60_000);
