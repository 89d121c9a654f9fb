/**
 * An alert on every device of the business's people. A device that shows the same twice shows it once, so one that
 * breaks off is sent again; what some devices got is told, though others are away.
 */

import type { App } from "../context.ts";
import type { Alert } from "../ports/alerts.ts";
import type { PushDevice, PushResult, PushTarget } from "../ports/push.ts";
import type { ComposedAlert } from "./compose-alert.ts";
import { deviceAbout, pushKeys } from "./push-devices.ts";

/** A device that is off for longer hears nothing of it: by then it tells nobody anything. */
const LIVES_SECONDS = 3_600;

export type PushOutcome =
  | { readonly kind: "sent" }
  | { readonly kind: "nobody" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "later"; readonly why: string };

export async function pushAlert(
  app: App,
  { businessId }: Alert,
  { push }: ComposedAlert,
): Promise<PushOutcome> {
  const { read } = app.store;
  const devices = await read.push.list(businessId);
  if (devices.length === 0) {
    await nobodyIsTold(app, businessId);
    return { kind: "nobody" };
  }
  const keys = await pushKeys(app, read);
  const payload = JSON.stringify(push);
  const results = await Promise.all(
    devices.map((device) =>
      sendTo(app, device, (target) => app.push.send({ target, keys, payload, lives: LIVES_SECONDS })),
    ),
  );
  if (results.some(({ kind }) => kind === "sent")) return { kind: "sent" };
  const waits = results.find((result) => result.kind === "later");
  if (waits !== undefined) return waits;
  const refused = results.find((result) => result.kind === "refused");
  return refused === undefined ? { kind: "nobody" } : { kind: "failed", why: refused.why };
}

async function sendTo(
  app: App,
  { id, businessId, sealed }: PushDevice,
  send: (target: PushTarget) => Promise<PushResult>,
): Promise<PushResult> {
  const target = await open(app, sealed, businessId);
  // Kept: the secret that opens it may be listed again.
  if (target === null) {
    app.log.warn(
      { businessId, deviceId: id },
      "a device's address does not open; was its secret taken away?",
    );
    return { kind: "refused", why: "the device's address could not be opened" };
  }
  const result = await send(target);
  if (result.kind === "gone") await app.store.read.push.remove(businessId, id);
  if (result.kind === "refused" || result.kind === "later")
    app.log.info({ businessId, deviceId: id, why: result.why }, "a device was not told");
  return result;
}

const open = (app: App, sealed: string, businessId: string): Promise<PushTarget | null> =>
  app.sealer.open(sealed, deviceAbout(businessId)).then(
    (target) => JSON.parse(target) as PushTarget,
    () => null,
  );

/** The last device went: from now on none is looked for. */
const nobodyIsTold = (app: App, businessId: string): Promise<void> =>
  app.store.transaction(async (tx) => {
    const settings = await tx.alerts.lockSettings(businessId);
    if (settings?.push !== true || (await tx.push.list(businessId)).length > 0) return;
    await tx.alerts.putSettings(businessId, { ...settings, push: false });
  });
