/** Signed links: what is meant, in the open, and a keyed hash that only we can make. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { LinkMaker, MediaLink } from "../app/privacy/media-links.ts";
import { deriveKey } from "./sealer.ts";

const KINDS: readonly MediaLink["kind"][] = ["recording", "picture"];

/** What stands in a token; places instead of names keep it short. */
type Packed = [
  business: string,
  kind: number,
  id: string,
  index: number,
  until: number | null,
  version: number,
];

const pack = ({ businessId, kind, id, index, terms }: MediaLink): Packed => [
  businessId,
  KINDS.indexOf(kind),
  id,
  index,
  "until" in terms ? Math.floor(terms.until.getTime() / 1_000) : null,
  "version" in terms ? terms.version : 0,
];

function unpack([businessId, kind, id, index, until, version]: Packed): MediaLink | null {
  const named = KINDS[kind];
  return named === undefined
    ? null
    : {
        businessId,
        kind: named,
        id,
        index,
        terms: until === null ? { version } : { until: new Date(until * 1_000) },
      };
}

/** @param earlier secrets whose links still hold: a CRM keeps them for years */
export function mediaLinks(publicUrl: string, secret: string, earlier: readonly string[] = []): LinkMaker {
  const keys = [secret, ...earlier].map((each) => deriveKey(each, "media-link"));
  const [current] = keys;
  if (current === undefined) throw new Error("Links need a secret");
  const mac = (payload: string, key: Uint8Array): Buffer =>
    createHmac("sha256", key).update(payload).digest();
  return {
    make: (link) => {
      const payload = Buffer.from(JSON.stringify(pack(link))).toString("base64url");
      return `${publicUrl}/media/${payload}.${mac(payload, current).toString("base64url")}`;
    },
    read: (token) => {
      const [payload = "", given = "", ...rest] = token.split(".");
      const claimed = Buffer.from(given, "base64url");
      const isOurs = keys.some((key) => {
        const real = mac(payload, key);
        return real.length === claimed.length && timingSafeEqual(real, claimed);
      });
      // Only what we have signed ourselves is parsed.
      return isOurs && rest.length === 0
        ? unpack(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Packed)
        : null;
    },
  };
}
