/** The shapes that all of Twilio's resources share: errors, pages, dates. */
import type { Request, Response } from "express";
import { twilioDate } from "../dates.ts";

export const date = (at: Date | null): string | null => (at === null ? null : twilioDate(at));

export function refuse(res: Response, status: number, code: number, message: string): void {
  res.status(status).json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

export function notFound(req: Request, res: Response): void {
  refuse(res, 404, 20404, `The requested resource ${req.path} was not found`);
}

/** A file, or the one part of it that is asked for. */
export function sendBytes(req: Request, res: Response, type: string, bytes: Buffer): void {
  res.setHeader("Accept-Ranges", "bytes");
  const ranges = req.range(bytes.length);
  if (ranges === -1) {
    res.status(416).setHeader("Content-Range", `bytes */${bytes.length}`).end();
    return;
  }
  const part = Array.isArray(ranges) && ranges.length === 1 ? ranges[0] : undefined;
  if (part === undefined) res.type(type).send(bytes);
  else
    res
      .status(206)
      .setHeader("Content-Range", `bytes ${part.start}-${part.end}/${bytes.length}`)
      .type(type)
      .send(bytes.subarray(part.start, part.end + 1));
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1_000;

interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly size: number;
  readonly next: string | null;
}

/**
 * What a page has already shown is not shown again when something new has come on top meanwhile: the token names
 * the last item shown, as Twilio's does.
 */
function pageOf<T extends { readonly sid: string }>(found: readonly T[], req: Request): Page<T> {
  const asked = Number.parseInt(String(req.query.PageSize ?? ""), 10);
  const size = Number.isNaN(asked) ? DEFAULT_PAGE : Math.min(LARGEST_PAGE, Math.max(1, asked));
  const page = Number.parseInt(String(req.query.Page ?? "0"), 10) || 0;
  const token = String(req.query.PageToken ?? "").replace(/^PA/, "");
  const start = token === "" ? page * size : found.findIndex(({ sid }) => sid === token) + 1;
  const items = found.slice(start, start + size);
  const last = items.at(-1);
  const more = last !== undefined && start + size < found.length;
  return { items, page, size, next: more ? address(req, size, page + 1, last.sid) : null };
}

function address(req: Request, size: number, page: number, token: string | null): string {
  const [path = "", query = ""] = req.originalUrl.split("?");
  const values = new URLSearchParams(query);
  values.set("PageSize", String(size));
  values.set("Page", String(page));
  values.delete("PageToken");
  if (token !== null) values.set("PageToken", `PA${token}`);
  return `${path}?${values}`;
}

/** A page of the API of 2010. */
export function listPage<T extends { readonly sid: string }>(
  req: Request,
  key: string,
  found: readonly T[],
  toJson: (item: T) => object,
): object {
  const { items, page, size, next } = pageOf(found, req);
  return {
    [key]: items.map(toJson),
    end: page * size + Math.max(0, items.length - 1),
    first_page_uri: address(req, size, 0, null),
    next_page_uri: next,
    page,
    page_size: size,
    previous_page_uri: page === 0 ? null : address(req, size, page - 1, null),
    start: page * size,
    uri: req.originalUrl,
  };
}

/** A page of the newer APIs, with absolute addresses and a key that says where the records are. */
export function metaPage<T extends { readonly sid: string }>(
  req: Request,
  baseUrl: string,
  key: string,
  found: readonly T[],
  toJson: (item: T) => object,
): object {
  const { items, page, size, next } = pageOf(found, req);
  const absolute = (uri: string | null) => (uri === null ? null : `${baseUrl}${uri}`);
  return {
    [key]: items.map(toJson),
    meta: {
      first_page_url: absolute(address(req, size, 0, null)),
      key,
      next_page_url: absolute(next),
      page,
      page_size: size,
      previous_page_url: page === 0 ? null : absolute(address(req, size, page - 1, null)),
      url: absolute(req.originalUrl),
    },
  };
}

const DAY_MS = 86_400_000;
const DAY_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The filters of a date field, such as `StartTime`, `StartTime>=` and `StartTime<=`: a day in UTC, or a moment to
 * the second. What has no such time yet fits none of them.
 */
export function withinDates(req: Request, field: string): (at: Date | null) => boolean {
  const read = (name: string) => {
    const value = req.query[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const on = read(field);
  const after = read(`${field}>`);
  const before = read(`${field}<`);
  if (on === undefined && after === undefined && before === undefined) return () => true;
  const second = (text: string) => Math.floor(Date.parse(text) / 1_000) * 1_000;
  const from = Math.max(
    on === undefined ? Number.NEGATIVE_INFINITY : second(on),
    after === undefined ? Number.NEGATIVE_INFINITY : second(after),
  );
  const through = (text: string) => second(text) + (DAY_ONLY.test(text) ? DAY_MS : 1_000) - 1;
  const to = Math.min(
    on === undefined ? Number.POSITIVE_INFINITY : through(on),
    // Up to midnight at the day's beginning, or including the second named.
    before === undefined ? Number.POSITIVE_INFINITY : second(before) + 999,
  );
  return (at) => at !== null && at.getTime() >= from && at.getTime() <= to;
}

/** Newest first. What was added in order is only turned around. */
export function newestFirst<T>(items: readonly T[], at: (item: T) => Date): T[] {
  return items.toReversed().sort((a, b) => at(b).getTime() - at(a).getTime());
}

/** `undefined` fits everything. */
export const fits = (wanted: unknown, value: string | null): boolean =>
  wanted === undefined || wanted === "" || wanted === value;
