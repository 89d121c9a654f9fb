import type { Request } from "express";
import type { App } from "../app/context.ts";
import { Refusal } from "../domain/errors.ts";
import { hashApiKey, sameSecret } from "../secrets/sealer.ts";

/** Who asks: the operator, or one business. */
export type Principal =
  | { readonly kind: "operator" }
  | { readonly kind: "business"; readonly businessId: string };

/** A host application's own way to say who asks; `null` falls through to the bearer keys. */
export type Authenticate = (req: Request) => Promise<Principal | null>;

export function authenticator(app: App, adminKey: string | null, own: Authenticate | null): Authenticate {
  return async (req) => {
    const given = own === null ? null : await own(req);
    if (given !== null) return given;
    const [scheme, key] = (req.get("authorization") ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || key === undefined || key === "") return null;
    if (adminKey !== null && sameSecret(key, adminKey)) return { kind: "operator" };
    const found = await app.store.read.apiKeys.findByHash(hashApiKey(key));
    return found === null ? null : { kind: "business", businessId: found.businessId };
  };
}

/** Another business's id is answered exactly as one that does not exist. */
export function mayTouch(principal: Principal, businessId: string): void {
  if (principal.kind === "business" && principal.businessId !== businessId) throw businessNotFound();
}

export const businessNotFound = (): Refusal =>
  new Refusal("business_not_found", "There is no such business, or this key is not for it.");

export function operatorOnly(principal: Principal): void {
  if (principal.kind !== "operator") throw new Refusal("operator_only", "Only the operator may do this.");
}
