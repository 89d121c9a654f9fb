/** The devices on which somebody wants to be told: each person's own. */
import { z } from "zod";
import { addDevice, pushKeys } from "../../app/alerts/push-devices.ts";
import type { App } from "../../app/context.ts";
import type { SignInKit } from "../../app/people/sign-in.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Principal } from "../auth.ts";
import { type Route, route } from "../route.ts";

const MAX_ENDPOINT = 1_000;
const endpoint = z
  .string()
  .min(1, "must not be empty")
  .max(MAX_ENDPOINT, `must be at most ${MAX_ENDPOINT} characters long`);
/** In base64url, as browsers give them. */
const bytes = (length: number) =>
  z
    .string()
    .max(200)
    .refine(
      (text) => /^[\w-]+={0,2}$/.test(text) && Buffer.from(text, "base64url").length === length,
      `must be ${length} bytes in base64url`,
    );
const putDevice = z.strictObject({
  endpoint,
  keys: z.strictObject({ p256dh: bytes(65), auth: bytes(16) }),
});

function personOf(principal: Principal): string {
  if (principal.kind === "user") return principal.userId;
  throw new Refusal("invalid_input", "Only people have devices: sign in as one of this business's.");
}

export const deviceRoutes = (app: App, kit: SignInKit): Route[] => [
  route({
    method: "get",
    path: "/businesses/:businessId/me/devices/key",
    summary: "The key under which a browser subscribes to our pushes",
    guard: "business",
    handle: async ({ tx }) => ({ status: 200, body: { publicKey: (await pushKeys(app, tx)).publicKey } }),
  }),
  route({
    method: "put",
    path: "/businesses/:businessId/me/devices",
    summary: "Be told of missed calls and replies on this device, as its browser's subscription says",
    guard: "business",
    body: putDevice,
    handle: async ({ tx, businessId, principal, visitor, body }) => {
      await addDevice(app, kit, tx, { businessId, userId: personOf(principal) }, body, visitor);
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/me/devices/forget",
    summary: "Be told on this device no more",
    guard: "business",
    body: z.strictObject({ endpoint }),
    handle: async ({ tx, businessId, principal, body }) => {
      await tx.push.removeOfEndpoint(businessId, personOf(principal), kit.tokens.hashToken(body.endpoint));
      return { status: 204, body: undefined };
    },
  }),
];
