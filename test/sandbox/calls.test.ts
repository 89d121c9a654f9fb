import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PhoneScript } from "../../src/sandbox/twilio/scripts.ts";
import { CALLER, LINE, OWNER, PARTNER, type Stage, say, setStage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const dial = (inside: string, more = "") =>
  say(
    `<Dial action="/dialed" answerOnBridge="true" timeout="20" callerId="${LINE}" ${more}>${inside}</Dial>`,
  );
const leg = (number: string, more = "") =>
  `<Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed" ${more}>${number}</Number>`;
const call = (callee: readonly PhoneScript[], more: object = {}) =>
  stage.carrier.call({ from: CALLER, to: LINE, callee, ...more });
const kinds = (story: { steps: readonly { kind: string; seconds: number }[] }) =>
  story.steps.map(({ kind, seconds }) => `${seconds} ${kind}`);
const dialed = () => stage.at("/dialed")[0]?.params;

describe("a call that is forwarded to one phone", () => {
  beforeEach(() => {
    stage.on("/voice", dial(leg(OWNER)));
    stage.on("/dialed", ({ DialBridged }) =>
      DialBridged === "true" ? say("") : say("<Say>Sorry we missed your call.</Say><Hangup/>"),
    );
  });

  it("and answered: the legs, the durations and the times are those of the script", async () => {
    const story = await call([{ kind: "human", answersAfter: 7, talks: 42 }], {
      at: new Date("2026-03-02T15:00:00Z"),
    });
    expect(kinds(story)).toEqual([
      "0 call_placed",
      "0 ringing",
      "7 answered",
      "7 connected",
      "49 hung_up",
      "49 call_over",
    ]);
    expect(story).toMatchObject({
      status: "completed",
      durationSeconds: 42,
      legs: [{ to: OWNER, status: "completed", durationSeconds: 42 }],
    });
    expect(dialed()).toMatchObject({
      CallStatus: "in-progress",
      DialCallStatus: "completed",
      DialBridged: "true",
      DialCallDuration: "42",
    });
    expect(
      stage.at("/leg").map(({ params }) => [params.SequenceNumber, params.CallStatus, params.Timestamp]),
    ).toEqual([
      ["0", "initiated", "Mon, 02 Mar 2026 15:00:00 +0000"],
      ["1", "ringing", "Mon, 02 Mar 2026 15:00:00 +0000"],
      ["2", "in-progress", "Mon, 02 Mar 2026 15:00:07 +0000"],
      ["3", "completed", "Mon, 02 Mar 2026 15:00:49 +0000"],
    ]);
    expect(stage.at("/ended")[0]?.params).toMatchObject({ CallStatus: "completed", CallDuration: "42" });
    expect(stage.heard.every(({ signed }) => signed)).toBe(true);
  });

  it.each<[string, PhoneScript, string, number]>([
    ["rings out, 5 s later than asked", { kind: "no_answer" }, "no-answer", 25],
    ["is picked up too late", { kind: "human", answersAfter: 26 }, "no-answer", 25],
    ["is busy", { kind: "busy" }, "busy", 1],
    ["does not exist", { kind: "failed" }, "failed", 1],
  ])("is missed when the phone %s", async (_name, script, status, seconds) => {
    const story = await call([script]);
    expect(dialed()).toMatchObject({ CallStatus: "ringing", DialCallStatus: status, DialBridged: "false" });
    expect(dialed()).not.toHaveProperty("DialCallDuration");
    expect(story.legs[0]).toMatchObject({ status, durationSeconds: 0 });
    expect(story.spoken).toEqual(["Sorry we missed your call."]);
    expect(story.steps.find(({ kind }) => kind === "spoken")?.seconds).toBe(seconds);
    expect(story.status).toBe("completed");
  });

  it.each(["no-answer", "canceled"] as const)(
    "and left by the caller is %s, and what we then say is not heard",
    async (status) => {
      stage.carrier.quirks.callerGone = status;
      const story = await call([{ kind: "human", answersAfter: 12 }], { caller: { hangsUpAfter: 8 } });
      expect(dialed()).toMatchObject({ CallStatus: status, DialCallStatus: status, DialBridged: "false" });
      expect(story).toMatchObject({ status, durationSeconds: 0, legs: [{ status: "canceled" }], spoken: [] });
      expect(stage.at("/leg").map(({ params }) => params.CallStatus)).toEqual([
        "initiated",
        "ringing",
        "canceled",
      ]);
    },
  );

  it("counts a mailbox that picks up as answered, as Twilio does", async () => {
    const story = await call([{ kind: "voicemail", answersAfter: 18 }], { caller: { talks: 20 } });
    expect(dialed()).toMatchObject({
      DialCallStatus: "completed",
      DialBridged: "true",
      DialCallDuration: "20",
    });
    expect(story.legs[0]?.status).toBe("completed");
  });

  it("ends the talk when the first of the two hangs up", async () => {
    const story = await call([{ kind: "human", answersAfter: 2, talks: "until_told" }], {
      caller: { talks: 9 },
    });
    expect(dialed()).toMatchObject({ CallStatus: "completed", DialCallDuration: "9" });
    expect(story.durationSeconds).toBe(9);
  });

  it("tells of a withheld number, of the network's word on it, and of a name that was looked up", async () => {
    await call([{ kind: "busy" }], { from: "+266696687", stirVerstat: "TN-Validation-Failed-C" });
    expect(stage.at("/voice")[0]?.params).toMatchObject({
      From: "+266696687",
      Caller: "+266696687",
      StirVerstat: "TN-Validation-Failed-C",
    });
    const [line] = stage.carrier.numbers;
    if (line !== undefined) line.voiceCallerIdLookup = true;
    stage.carrier.setLookup(CALLER, { callerName: "WATSON ANN" });
    await call([{ kind: "busy" }]);
    expect(stage.at("/voice")[1]?.params.CallerName).toBe("WATSON ANN");
  });

  it("goes on until told, by whoever hangs up", async () => {
    const over = call([{ kind: "human", answersAfter: 3, talks: "until_told" }]);
    await expect.poll(() => stage.at("/leg").at(-1)?.params.CallStatus).toBe("in-progress");
    const [parent] = stage.carrier.calls;
    stage.carrier.hangUp(parent?.sid ?? "");
    expect((await over).status).toBe("completed");
    expect(dialed()).toMatchObject({ CallStatus: "completed", DialBridged: "true" });
  });

  it("stands still at each step while a test looks", async () => {
    const statuses: string[] = [];
    await call([{ kind: "human", answersAfter: 3, talks: 5 }], {
      onStep: async ({ kind }: { kind: string }) => {
        if (kind === "ringing" || kind === "connected") {
          const [first] = await stage.client.calls.list({ to: OWNER, limit: 1 });
          statuses.push(`${kind}: ${first?.status}`);
        }
      },
    });
    expect(statuses).toEqual(["ringing: ringing", "connected: in-progress"]);
  });
});

describe("a call that is forwarded to several phones", () => {
  it("at once: the first that picks up has it, for the others it is over", async () => {
    stage.on("/voice", dial(leg(OWNER) + leg(PARTNER) + leg("+15125550103")));
    const story = await call([
      { kind: "human", answersAfter: 9 },
      { kind: "human", answersAfter: 6, talks: 10 },
      { kind: "busy" },
    ]);
    expect(story.legs.map(({ to, status }) => [to, status])).toEqual([
      [OWNER, "canceled"],
      [PARTNER, "completed"],
      ["+15125550103", "busy"],
    ]);
    expect(dialed()).toMatchObject({
      DialCallSid: story.legs[1]?.callSid,
      DialCallStatus: "completed",
      DialCallDuration: "10",
    });
  });

  it("in turn: the next rings when the one before has not answered", async () => {
    stage.on(
      "/voice",
      dial(`${leg(OWNER)}<Sip>sip:desk@example.com</Sip>${leg(PARTNER)}`, 'sequential="true"'),
    );
    const story = await call([
      { kind: "no_answer" },
      { kind: "human", answersAfter: 4, talks: 3 },
      { kind: "human", answersAfter: 1 },
    ]);
    expect(story.legs.map(({ to, status }) => [to, status])).toEqual([
      [OWNER, "no-answer"],
      ["sip:desk@example.com", "completed"],
    ]);
    expect(story.steps.filter(({ kind }) => kind === "ringing").map(({ seconds }) => seconds)).toEqual([
      0, 25,
    ]);
  });

  it("says the most telling of several misses", async () => {
    stage.on("/voice", dial(leg(OWNER) + leg(PARTNER)));
    await call([{ kind: "busy" }, { kind: "no_answer" }]);
    expect(dialed()?.DialCallStatus).toBe("no-answer");
  });

  it("finds the phone by its number, whatever the order", async () => {
    stage.on("/voice", dial(leg(OWNER) + leg(PARTNER)));
    stage.carrier.setPhone(OWNER, { kind: "busy" });
    const story = await call([], { phones: { [PARTNER]: { kind: "human", answersAfter: 2, talks: 1 } } });
    expect(story.legs.map(({ status }) => status)).toEqual(["busy", "completed"]);
  });
});

describe("screening: whoever picks up is asked first", () => {
  const ask = say(
    '<Gather numDigits="1" timeout="5" action="/accept"><Say>Press 1 to take the call.</Say></Gather><Hangup/>',
  );
  beforeEach(() => {
    stage.on("/voice", dial(leg(OWNER, 'url="/whisper"')));
    stage.on("/whisper", ask);
    stage.on("/accept", ({ Digits }) => (Digits === "1" ? say("") : say("<Hangup/>")));
  });

  it("a person who presses the key is connected; the caller hears ringing until then", async () => {
    const story = await call([{ kind: "human", answersAfter: 4, presses: "1", pressesAfter: 3, talks: 30 }]);
    expect(story.legs[0]).toMatchObject({ status: "completed", heard: ["Press 1 to take the call."] });
    expect(story.spoken).toEqual([]);
    expect(kinds(story)).toContain("7 connected");
    expect(dialed()).toMatchObject({ DialBridged: "true", DialCallDuration: "33" });
    expect(story.durationSeconds).toBe(30);
    expect(stage.at("/whisper")[0]?.params).toMatchObject({
      CallSid: story.legs[0]?.callSid,
      ParentCallSid: story.callSid,
      CallStatus: "in-progress",
      Direction: "outbound-dial",
      To: OWNER,
      From: LINE,
    });
    expect(stage.at("/accept")[0]?.params).toMatchObject({ Digits: "1", CallSid: story.legs[0]?.callSid });
  });

  it.each<[string, PhoneScript, number]>([
    ["a person presses another key", { kind: "human", answersAfter: 4, presses: "2" }, 1],
    ["a person presses none", { kind: "human", answersAfter: 4 }, 0],
    ["a person hangs up in the middle", { kind: "human", answersAfter: 4, hangsUpAfter: 2 }, 0],
    ["a mailbox picks up", { kind: "voicemail", answersAfter: 4 }, 0],
    ["a screener does not pass it on", { kind: "screener", answersAfter: 1, passesOnAfter: null }, 0],
    [
      "a person behind a screener comes too late",
      { kind: "screener", answersAfter: 1, passesOnAfter: 15, presses: "1" },
      0,
    ],
  ])("nobody is connected when %s", async (_name, script, accepts) => {
    stage.on("/dialed", say("<Say>Sorry we missed your call.</Say>"));
    const story = await call([script]);
    expect(dialed()).toMatchObject({ DialCallStatus: "completed", DialBridged: "false" });
    expect(story.spoken).toEqual(["Sorry we missed your call."]);
    expect(story.legs[0]).toMatchObject({ status: "completed" });
    expect(stage.at("/accept")).toHaveLength(accepts);
  });

  it("a declined call may as well be reported as no-answer", async () => {
    stage.carrier.quirks.declinedWhisper = "no-answer";
    await call([{ kind: "voicemail", answersAfter: 4 }]);
    expect(dialed()).toMatchObject({ DialCallStatus: "no-answer", DialBridged: "false" });
  });

  it("a person behind a screener who comes in time and presses is connected", async () => {
    await call([{ kind: "screener", answersAfter: 1, passesOnAfter: 4, presses: "1", talks: 20 }]);
    expect(dialed()?.DialBridged).toBe("true");
  });

  it("of several phones that are asked, the first to accept has it, not the first to pick up", async () => {
    stage.on("/voice", dial(leg(OWNER, 'url="/whisper"') + leg(PARTNER, 'url="/whisper"')));
    const story = await call([
      { kind: "voicemail", answersAfter: 2 },
      { kind: "human", answersAfter: 5, presses: "1", pressesAfter: 1, talks: 10 },
    ]);
    expect(dialed()).toMatchObject({ DialBridged: "true", DialCallSid: story.legs[1]?.callSid });
    expect(story.legs.map(({ status }) => status)).toEqual(["completed", "completed"]);
  });

  it("cannot dial or record: such verbs do nothing there", async () => {
    stage.on("/whisper", say("<Record/><Say>Hello.</Say>"));
    const story = await call([{ kind: "human", answersAfter: 1, talks: 2 }]);
    expect(story.steps.some(({ kind }) => kind === "warning")).toBe(true);
    expect(dialed()?.DialBridged).toBe("true");
  });
});

describe("machine detection on a leg", () => {
  it.each<[string, string, PhoneScript, string, string]>([
    ["a person", "Enable", { kind: "human", answersAfter: 2 }, "human", "2100"],
    ["a mailbox", "Enable", { kind: "voicemail", answersAfter: 2 }, "machine_start", "3600"],
    [
      "a mailbox's end",
      "DetectMessageEnd",
      { kind: "voicemail", answersAfter: 2, greets: 6 },
      "machine_end_beep",
      "6000",
    ],
    ["a fax", "Enable", { kind: "fax", answersAfter: 2 }, "fax", "2000"],
    ["a screener", "Enable", { kind: "screener", answersAfter: 2, passesOnAfter: 8 }, "unknown", "5000"],
    [
      "a mailbox, wrongly",
      "Enable",
      { kind: "voicemail", answersAfter: 2, takenFor: "human" },
      "human",
      "3600",
    ],
  ])("hears %s beside the call", async (_name, mode, script, by, ms) => {
    stage.on("/voice", dial(leg(OWNER, `machineDetection="${mode}" amdStatusCallback="/amd"`)));
    const story = await call([script], { caller: { talks: 20 } });
    expect(stage.at("/amd")[0]?.params).toMatchObject({
      CallSid: story.legs[0]?.callSid,
      AnsweredBy: by,
      MachineDetectionDuration: ms,
    });
    expect(story.legs[0]?.answeredBy).toBe(by);
    expect((await stage.client.calls(story.legs[0]?.callSid ?? "").fetch()).answeredBy).toBe(by);
  });

  it("does not know of a call that was over before", async () => {
    stage.on("/voice", dial(leg(OWNER, 'machineDetection="Enable" amdStatusCallback="/amd"')));
    await call([{ kind: "human", answersAfter: 2, talks: 1 }]);
    expect(stage.at("/amd")[0]?.params).toMatchObject({
      AnsweredBy: "unknown",
      MachineDetectionDuration: "1000",
    });
  });
});

describe("voicemail", () => {
  beforeEach(() =>
    stage.on(
      "/voice",
      say(
        '<Say>Leave a message.</Say><Record action="/recorded" recordingStatusCallback="/recording" maxLength="60"/><Say>We heard nothing.</Say>',
      ),
    ),
  );

  it("is recorded until the caller hangs up, and its sound can be fetched with the account's key", async () => {
    const story = await call([], { caller: { leaves: { seconds: 12 } } });
    const [recording] = story.recordings;
    expect(stage.at("/recorded")[0]?.params).toMatchObject({
      CallStatus: "completed",
      Digits: "hangup",
      RecordingDuration: "12",
      RecordingSid: recording?.sid,
    });
    const told = stage.at("/recording")[0]?.params;
    expect(told).toMatchObject({
      RecordingStatus: "completed",
      RecordingSource: "RecordVerb",
      CallSid: story.callSid,
    });
    expect((await stage.client.recordings(recording?.sid ?? "").fetch()).duration).toBe("12");
    const plain = await fetch(`${told?.RecordingUrl}.mp3`);
    expect(plain.status).toBe(401);
    const key = Buffer.from(`AC${"c".repeat(32)}:carrier-token`).toString("base64");
    const sound = await fetch(`${told?.RecordingUrl}.mp3`, { headers: { authorization: `Basic ${key}` } });
    expect(sound.headers.get("content-type")).toBe("audio/mpeg");
    expect([...new Uint8Array(await sound.arrayBuffer()).slice(0, 2)]).toEqual([0xff, 0xfb]);
  });

  it("ends with a key as well, and goes on where the action says", async () => {
    stage.on("/recorded", say("<Say>Thank you.</Say>"));
    const story = await call([], { caller: { leaves: { seconds: 5, endsWith: "press_#" } } });
    expect(stage.at("/recorded")[0]?.params.Digits).toBe("#");
    expect(story.spoken).toEqual(["Leave a message.", "Thank you."]);
  });

  it("of silence is none: no recording, no action, and the next verb", async () => {
    const story = await call([]);
    expect(story.recordings).toEqual([]);
    expect(stage.at("/recorded")).toEqual([]);
    expect(story.spoken).toEqual(["Leave a message.", "We heard nothing."]);
  });

  it("of a dialled call is told with the dial's end", async () => {
    stage.on(
      "/voice",
      dial(leg(OWNER), 'record="record-from-answer-dual" recordingStatusCallback="/recording"'),
    );
    await call([{ kind: "human", answersAfter: 1, talks: 30 }]);
    expect(dialed()?.RecordingUrl).toMatch(/\/Recordings\/RE[0-9a-f]{32}$/);
    expect(stage.at("/recording")[0]?.params).toMatchObject({
      RecordingChannels: "2",
      RecordingDuration: "30",
    });
  });
});

describe("what we answer", () => {
  it.each([
    ["no XML", "<Response><Say>Hi</Response>"],
    ["no <Response>", "<Reply/>"],
    ["nothing", ""],
  ])("that is %s is an application error to the caller", async (_name, body) => {
    stage.on("/voice", { status: 200, body });
    const story = await call([]);
    expect(story.spoken).toEqual(["We are sorry, an application error has occurred. Goodbye."]);
  });

  it("that is plain text is read aloud", async () => {
    stage.on("/voice", { status: 200, type: "text/plain", body: "Internal Server Error" });
    expect((await call([])).spoken).toEqual(["Internal Server Error"]);
  });

  it("with an error is asked again at the fallback address, with the reason", async () => {
    const [line] = stage.carrier.numbers;
    if (line !== undefined) line.voiceFallbackUrl = `${stage.url}/fallback`;
    stage.on("/voice", { status: 503, body: "" });
    stage.on("/fallback", say("<Say>One moment.</Say>"));
    expect((await call([])).spoken).toEqual(["One moment."]);
    expect(stage.at("/fallback")[0]?.params).toMatchObject({
      ErrorCode: "11200",
      ErrorUrl: `${stage.url}/voice`,
    });
  });

  it("is followed through a menu, redirects, pauses and music, with the caller's keys", async () => {
    stage.on(
      "/voice",
      say(
        '<Gather action="/menu" finishOnKey="#"><Say>Your number, please.</Say></Gather><Redirect>/voice</Redirect>',
      ),
    );
    stage.on("/menu", ({ Digits }) =>
      say(`<Pause length="3"/><Play>/hello.mp3</Play><Say>You typed ${Digits}.</Say>`),
    );
    const story = await call([], { caller: { presses: ["", "42#"] } });
    expect(story.spoken).toEqual(["Your number, please.", "Your number, please.", "You typed 42."]);
    expect(stage.at("/voice").map(({ params }) => params.CallStatus)).toEqual(["ringing", "in-progress"]);
  });

  it.each([
    ["busy", "busy"],
    ["rejected", "no-answer"],
  ])("as <Reject reason=%s> leaves the call %s, unanswered and without charge", async (reason, status) => {
    stage.on("/voice", say(`<Reject reason="${reason}"/>`));
    expect(await call([])).toMatchObject({ status, durationSeconds: 0 });
  });

  it("does not lead in circles for ever", async () => {
    stage.on("/voice", say("<Redirect>/voice</Redirect>"));
    const story = await call([]);
    expect(story.steps.at(-2)?.text).toBe("the documents lead in circles");
    expect(stage.at("/voice")).toHaveLength(50);
  });

  it("after a <Dial> without action goes on with the next verb", async () => {
    stage.on("/voice", say(`<Dial>${OWNER}</Dial><Say>Nobody is there.</Say>`));
    expect((await call([{ kind: "busy" }])).spoken).toEqual(["Nobody is there."]);
  });
});
