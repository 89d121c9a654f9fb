/** Devices on which somebody wants to be told. Each is one person's, for one business, and ends with their session. */
import { NO_ALERTS } from "../../domain/alerts.ts";
import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import type { SignInKit, Visitor } from "../people/sign-in.ts";
import type { Tx } from "../ports/index.ts";
import type { PushKeys, PushTarget } from "../ports/push.ts";

const MAX_DEVICES_PER_USER = 10;
const KEYS_ABOUT = "push-keys";
/** What a device's address is sealed for. */
export const deviceAbout = (businessId: string): string => `push:${businessId}`;

/** Made when somebody first asks, and kept: nobody has to configure anything. */
export async function pushKeys(app: App, tx: Tx): Promise<PushKeys> {
  const kept = await tx.push.keys();
  if (kept === null) {
    const made = app.push.newKeys();
    await tx.push.keepKeys(made.publicKey, await app.sealer.seal(made.privateKey, KEYS_ABOUT));
  }
  const { publicKey, sealedPrivateKey } = kept ?? (await tx.push.keys()) ?? missing();
  return { publicKey, privateKey: await app.sealer.open(sealedPrivateKey, KEYS_ABOUT) };
}

const missing = (): never => {
  throw new Error("The push keys were kept, and are not there");
};

/** @throws Refusal `invalid_input` */
export async function addDevice(
  app: App,
  kit: SignInKit,
  tx: Tx,
  who: { readonly businessId: string; readonly userId: string },
  target: PushTarget,
  visitor: Visitor,
): Promise<void> {
  const problem = app.push.problemWith(target.endpoint);
  if (problem !== null)
    throw new Refusal("invalid_input", `This device cannot be told: its address ${problem}.`, [
      { field: "endpoint", message: problem },
    ]);
  const { businessId } = who;
  const { sessionToken } = visitor;
  await tx.push.put(
    {
      ...who,
      id: app.newId("dev"),
      endpointHash: kit.tokens.hashToken(target.endpoint),
      sessionHash: sessionToken === null ? null : kit.tokens.hashToken(sessionToken),
      sealed: await app.sealer.seal(JSON.stringify(target), deviceAbout(businessId)),
      at: app.clock.now(),
    },
    MAX_DEVICES_PER_USER,
  );
  const settings = (await tx.alerts.lockSettings(businessId)) ?? NO_ALERTS;
  if (settings.push !== true) await tx.alerts.putSettings(businessId, { ...settings, push: true });
}
