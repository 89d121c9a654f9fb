/** Our cookies: who is signed in, who asked for a code, and who left to connect a CRM. All are only tokens; what they mean stands in the database. */
import type { CookieOptions, Request, Response } from "express";
import { STATE_LIVES_MS } from "../app/connections/install.ts";
import { CODE_LIVES_MS, SESSION_LIVES_MS } from "../domain/sign-in.ts";

export type CookieName = "session" | "ticket" | "install";
export interface SetCookie {
  readonly name: CookieName;
  /** `null` removes it. */
  readonly value: string | null;
}

export interface Cookies {
  read(req: Request, name: CookieName): string | null;
  write(res: Response, cookie: SetCookie): void;
}

const NAMES = { session: "textback", ticket: "textback-code", install: "textback-install" } as const;
const LIVES_MS = { session: SESSION_LIVES_MS, ticket: CODE_LIVES_MS, install: STATE_LIVES_MS } as const;
const MAX_TOKEN = 200;

/**
 * `__Host-` makes browsers refuse the cookie from any other host, path or plain http, so that a neighbour
 * cannot plant one. Over plain http, as on a developer's machine, browsers would refuse it altogether.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function cookiesFor(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith("https://");
  const nameOf = (name: CookieName): string => `${secure ? "__Host-" : ""}${NAMES[name]}`;
  const attributes: CookieOptions = { secure, httpOnly: true, sameSite: "lax", path: "/" };
  return {
    read(req, name) {
      const wanted = `${nameOf(name)}=`;
      const found = (req.get("cookie") ?? "").split(/; */).find((pair) => pair.startsWith(wanted));
      const value = found?.slice(wanted.length) ?? "";
      return value === "" || value.length > MAX_TOKEN ? null : value;
    },
    write(res, { name, value }) {
      if (value === null) res.clearCookie(nameOf(name), attributes);
      else res.cookie(nameOf(name), value, { ...attributes, maxAge: LIVES_MS[name] });
    },
  };
}
