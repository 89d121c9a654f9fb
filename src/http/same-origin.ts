import type { Request } from "express";

/**
 * Whether a page of ours sends this, as far as the browser says: `null` when it says nothing. Browsers send
 * Origin with every request that may change something, and no page can forge it or Sec-Fetch-Site.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function sentByUs(req: Request, publicUrl: string): boolean | null {
  const origin = req.get("origin");
  if (origin !== undefined) return origin === new URL(publicUrl).origin || isOwnHost(req, origin, publicUrl);
  const site = req.get("sec-fetch-site");
  return site === undefined ? null : site === "same-origin";
}

/** On a developer's machine localhost and 127.0.0.1 are the same place. A public address has one name only. */
function isOwnHost(req: Request, origin: string, publicUrl: string): boolean {
  return publicUrl.startsWith("http://") && origin === `http://${req.get("host") ?? ""}`;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
export const mayChangeSomething = (req: Request): boolean => !SAFE.has(req.method);
