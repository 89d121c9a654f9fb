import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { WITHHELD } from "../../src/sandbox/twilio/scripts.ts";
import { signatureOf } from "../../src/sandbox/twilio/signing.ts";
import { CALLER, LINE, setStage } from "./stage.ts";

const specs = new URL("../../../shared/specs/twilio/", import.meta.url);
const here = existsSync(specs);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, specs), "utf8"));

it.skipIf(!here)("the carrier signs as the published vectors say (skipped without ../shared)", () => {
  const vectors = read("signature_vectors.json") as {
    authToken: string;
    url: string;
    params: Record<string, string> | null;
    signature: string;
    exact: boolean;
  }[];
  const exact = vectors.filter((vector) => vector.exact && vector.params !== null);
  expect(exact.length).toBeGreaterThan(0);
  for (const { authToken, url, params, signature } of exact)
    expect(signatureOf(authToken, url, params ?? {})).toBe(signature);
});

it.skipIf(!here)(
  "an inbound call's webhook has only fields of a real one (skipped without ../shared)",
  async () => {
    const stage = await setStage();
    await stage.carrier.call({ from: CALLER, to: LINE, stirVerstat: "TN-Validation-Passed-A" });
    const real = Object.keys(read("inbound_voice_sample.json").body);
    expect(real).toEqual(expect.arrayContaining(Object.keys(stage.at("/voice")[0]?.params ?? {})));
    await stage.stop();
  },
);

it.each(WITHHELD)("a withheld caller may arrive as %s, in the webhook and in the list", async (from) => {
  const stage = await setStage();
  await stage.carrier.call({ from, to: LINE });
  expect(stage.at("/voice")[0]?.params).toMatchObject({ From: from, Caller: from });
  expect((await stage.client.calls.list({ from, limit: 2 })).map((call) => call.from)).toEqual([from]);
  await stage.stop();
});
