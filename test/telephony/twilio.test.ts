import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseE164, parseForwardTarget } from "../../src/domain/phone.ts";
import { readSendError } from "../../src/telephony/send-error.ts";
import { type FormParams, signersOf } from "../../src/telephony/signature.ts";
import {
  busyTwiml,
  type ForwardPlan,
  forwardTwiml,
  hangUpTwiml,
  messageTwiml,
  missedTwiml,
  screenTwiml,
  unknownLineTwiml,
} from "../../src/telephony/twiml.ts";
import { twilioUrls } from "../../src/telephony/urls.ts";

const signedByTwilio = (
  tokens: readonly string[],
  signature: string | undefined,
  url: string,
  params: FormParams,
) =>
  signersOf(
    tokens.map((token) => ({ businessId: null, token })),
    signature,
    url,
    params,
  ).length > 0;
const specs = new URL("../../../shared/specs/twilio/", import.meta.url);
const here = existsSync(specs);
const urls = twilioUrls("https://textback.example.com/app");
const line = parseE164("+15550100001");
const target = (...texts: string[]): ForwardPlan => {
  const targets = texts.flatMap((text) => parseForwardTarget(text) ?? []);
  if (targets.length < texts.length || line === null) throw new Error("a test's number is wrong");
  return {
    line,
    callSid: `CA${"5".repeat(32)}`,
    targets,
    ring: "together",
    timeoutSeconds: 15,
    callerId: line,
    answerConfirmation: "off",
  };
};

describe("Twilio's signature", () => {
  const url = "https://example.com/myapp.php?foo=1&bar=2";
  const params = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+14158675310",
    Digits: "1234",
    From: "+14158675310",
    To: "+18005551212",
  };
  const signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";

  it("of its own documentation is accepted", () =>
    expect(signedByTwilio(["12345"], signature, url, params)).toBe(true));
  it("is accepted under any of an account's tokens", () =>
    expect(signedByTwilio(["other", "12345"], signature, url, params)).toBe(true));
  it.each([
    ["is missing", undefined, url, params, ["12345"]],
    ["is empty", "", url, params, ["12345"]],
    ["is cut", signature.slice(0, -2), url, params, ["12345"]],
    ["was made with another token", signature, url, params, ["54321"]],
    ["was made for another address", signature, "https://example.com/other", params, ["12345"]],
    ["was made for other parameters", signature, url, { ...params, Digits: "9" }, ["12345"]],
    ["is of an account that we do not know", signature, url, params, []],
  ])("is refused when it %s", (_name, given, at, body, tokens) =>
    expect(signedByTwilio(tokens, given, at, body)).toBe(false),
  );

  it.skipIf(!here)("passes the published vectors (skipped without ../shared)", () => {
    const vectors = JSON.parse(readFileSync(new URL("signature_vectors.json", specs), "utf8")) as {
      authToken: string;
      url: string;
      params?: Record<string, string>;
      signature: string;
      name: string;
    }[];
    const forms = vectors.filter(({ params: form }) => form !== undefined);
    expect(forms.length).toBeGreaterThanOrEqual(5);
    for (const each of forms)
      expect([
        each.name,
        signedByTwilio([each.authToken], each.signature, each.url, each.params ?? {}),
      ]).toEqual([each.name, true]);
  });
});

describe("our TwiML", () => {
  it("forwards with answerOnBridge, a timeout, an action and reports of the leg, all with retry overrides", () => {
    const twiml = forwardTwiml(target("+15550100002"), urls);
    expect(twiml).toContain(
      '<Dial action="https://textback.example.com/app/webhooks/twilio/voice/dialed#rc=2',
    );
    for (const part of [
      'answerOnBridge="true"',
      'timeout="15"',
      'statusCallbackEvent="answered completed"',
      ">+15550100002</Number>",
      "voice/leg?line=%2B15550100001#rc=5",
    ])
      expect(twiml).toContain(part);
  });
  it("rings several phones together, or in turn", () => {
    const two = target("+15550100002", "+15550100003");
    expect(forwardTwiml(two, urls)).not.toContain("sequential");
    const inTurn = forwardTwiml({ ...two, ring: "in_turn" }, urls);
    expect(inTurn).toContain('sequential="true"');
    expect(inTurn.match(/<Number /g)).toHaveLength(2);
  });
  it("asks the answering phone for a key, or lets the carrier listen for a machine, where that is set", () => {
    const plain = forwardTwiml(target("+15550100002"), urls);
    expect(plain).not.toMatch(/ url=|machineDetection/);
    const asks = forwardTwiml({ ...target("+15550100002"), answerConfirmation: "press_key" }, urls);
    expect(asks).toContain(`voice/screen?line=%2B15550100001&amp;call=CA${"5".repeat(32)}`);
    const listens = forwardTwiml({ ...target("+15550100002"), answerConfirmation: "detect_machine" }, urls);
    expect(listens).toContain('machineDetection="Enable"');
  });
  it("forwards to a SIP address", () =>
    expect(forwardTwiml(target("sip:desk@pbx.example.com"), urls)).toContain(
      ">sip:desk@pbx.example.com</Sip>",
    ));

  it.skipIf(!here)("is valid by the schema (skipped without ../shared)", async () => {
    const { validateXML } = await import("xmllint-wasm");
    const schema = readFileSync(new URL("twiml-subset.xsd", specs), "utf8");
    // The subset knows no <Sip>; all else that we ever answer is here.
    for (const twiml of [
      forwardTwiml(target("+15550100002"), urls),
      missedTwiml(true),
      missedTwiml(false),
      forwardTwiml({ ...target("+15550100002", "+15550100003"), ring: "in_turn" }, urls),
      forwardTwiml({ ...target("+15550100002"), answerConfirmation: "press_key" }, urls),
      forwardTwiml({ ...target("+15550100002"), answerConfirmation: "detect_machine" }, urls),
      screenTwiml("A call for Acme & Sons from Maria.", urls.key("+15550100001", "CA1")),
      messageTwiml("Leave a message.", 120, {
        done: urls.message(),
        recording: urls.recording("+15550100001"),
      }),
      hangUpTwiml(),
      unknownLineTwiml(),
      busyTwiml(),
    ]) {
      const result = await validateXML({
        xml: [{ fileName: "answer.xml", contents: twiml }],
        schema: [schema],
      });
      expect(result.errors).toEqual([]);
    }
  });
});

describe("the carrier's refusal of a text", () => {
  it.each([
    [
      { status: 400, code: 21211, message: "Invalid 'To'" },
      { kind: "refused", code: 21211, optedOut: false },
    ],
    [
      { status: 400, code: 21610, message: "unsubscribed" },
      { kind: "refused", optedOut: true },
    ],
    [
      { status: 401, code: 20003, message: "Authenticate" },
      { kind: "refused", code: 20003 },
    ],
    [{ status: 429, code: 20429, message: "Too many" }, { kind: "throttled" }],
    [{ status: 500, code: 20500, message: "Internal" }, { kind: "unclear" }],
    [{ status: 503 }, { kind: "unclear" }],
    [{ code: "ECONNREFUSED", message: "no" }, { kind: "not_sent" }],
    [{ code: "ECONNRESET", message: "reset" }, { kind: "unclear" }],
    [{ code: "ECONNABORTED", message: "timeout of 10000ms exceeded" }, { kind: "unclear" }],
    [new SyntaxError("Unexpected end of JSON input"), { kind: "unclear" }],
  ])("%o means %o", (error, meaning) => expect(readSendError(error)).toMatchObject(meaning));
});
