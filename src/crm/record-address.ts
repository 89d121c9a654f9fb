/** Where a person sees a record of the CRM, and which record an address that a person pasted names. */
import type { Credentials } from "./contract.ts";
import type { Manifest } from "./manifest.ts";

/** What of the credentials may stand in an address. */
const shownOf = ({ credentials }: Manifest, given: Credentials): Credentials =>
  Object.fromEntries(Object.entries(given).filter(([name]) => credentials[name]?.secret === false));

const PLACE = /\{([A-Za-z]\w*)\}/g;
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** `null`: the CRM has no such page, or not enough is known of the account. */
export function recordUrl(manifest: Manifest, given: Credentials, recordId: string): string | null {
  const { records } = manifest;
  if (records === undefined || !new RegExp(`^(?:${records.id})$`).test(recordId)) return null;
  const shown = shownOf(manifest, given);
  const object = Object.entries(records.objects ?? {}).find(([start]) => recordId.startsWith(start))?.[1];
  const places: Readonly<Record<string, string | undefined>> = { ...shown, id: recordId, object };
  let isWhole = true;
  const url = records.url.replaceAll(PLACE, (_place, name: string) => {
    const value = places[name];
    if (value === undefined || value === "") isWhole = false;
    // An account's own address stands at the beginning as it is, without its last slash.
    return /^https?:\/\//.test(value ?? "")
      ? (value ?? "").replace(/\/$/, "")
      : encodeURIComponent(value ?? "");
  });
  return isWhole && /^https?:$/.test(URL.parse(url)?.protocol ?? "") ? url : null;
}

/**
 * @param typed an id, or the address of a record's page
 * @returns the id; `null`: it is neither, or is of another account
 */
export function recordIdIn(manifest: Manifest, given: Credentials, typed: string): string | null {
  const { records } = manifest;
  if (records === undefined) return typed;
  if (new RegExp(`^(?:${records.id})$`).test(typed)) return typed;
  const shown = shownOf(manifest, given);
  const pattern = records.inUrl.replaceAll(PLACE, (_place, name: string) => {
    const value = shown[name];
    return value === undefined ? "[^/]+" : escaped(value);
  });
  return /^https:\/\//.test(typed) ? (new RegExp(pattern).exec(typed)?.[1] ?? null) : null;
}
