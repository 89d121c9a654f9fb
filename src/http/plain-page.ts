/** Pages without a script: for whoever is not signed in, and for crawlers. Values are escaped where they are put in. */
import { randomBytes } from "node:crypto";
import type { Response } from "express";

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | null | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => ESCAPES[each] ?? "");

const shown = (value: Value): string =>
  value === null
    ? ""
    : value instanceof Html
      ? value.text
      : typeof value === "object"
        ? value.map(({ text }) => text).join("\n")
        : escaped(String(value));

export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(strings.reduce((all, part, i) => `${all}${shown(values[i - 1] ?? null)}${part}`));

const STYLE = `:root{color-scheme:light dark;--ink:#1c2733;--soft:#5a6775;--paper:#fff;--line:#dfe4ea;--accent:#0b6b57}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa7b4;--paper:#12181f;--line:#2b3641;--accent:#4fc3a5}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,sans-serif}
main,footer{max-width:44rem;margin:0 auto;padding:1.5rem 1.25rem}header{max-width:44rem;margin:0 auto;padding:1.25rem 1.25rem 0}
header a{font-weight:700;color:var(--ink);text-decoration:none}h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.25rem;margin:2rem 0 .5rem}a{color:var(--accent);overflow-wrap:anywhere}footer{border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
footer a{margin-right:1rem}code,pre{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}pre{white-space:pre-wrap;border:1px solid var(--line);border-radius:8px;padding:.75rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
.button,button{display:inline-block;background:var(--accent);color:var(--paper);border:0;border-radius:8px;padding:.65rem 1.1rem;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
input{font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:8px;padding:.6rem .75rem;width:100%;max-width:26rem;margin:.25rem 0 .75rem}
label{display:block;font-weight:600}.wide{overflow-x:auto}.wide table{min-width:32rem}td:first-child{min-width:7rem}td code{overflow-wrap:break-word}
@media(max-width:40rem){.wide table{min-width:0}td:first-child{min-width:0}th,td{padding:.4rem .35rem;font-size:.92rem}}ul,ol{padding-left:1.25rem}li{margin:.3rem 0}.soft{color:var(--soft)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`;

export interface PlainPage {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Where a form of this page may lead, redirects included. */
  readonly formTargets?: readonly string[];
  /** Who may frame it; nobody by default. */
  readonly frames?: readonly string[];
  readonly isPublic?: boolean;
}

/** @param base the path under which we are served, without a slash at the end */
export function sendPlainPage(res: Response, base: string, page: PlainPage): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    ["form-action 'self'", ...(page.formTargets ?? [])].join(" "),
    `frame-ancestors ${(page.frames ?? []).join(" ") || "'none'"}`,
  ].join("; ");
  res.setHeader("Content-Security-Policy", policy);
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("Cache-Control", page.isPublic === true ? "public, max-age=300" : "no-store");
  const links = [
    ["setup", "Setup guides"],
    ["pricing", "Pricing"],
    ["support", "Support"],
    ["privacy", "Privacy"],
    ["terms", "Terms"],
  ].map(([path = "", label = ""]) => html`<a href="${base}/${path}">${label}</a>`);
  res
    .status(page.status ?? 200)
    .type("html")
    .send(
      html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · textback</title>
<style nonce="${nonce}">${new Html(STYLE)}</style>
</head>
<body>
<header><a href="${base}/">textback</a></header>
<main>
<h1>${page.title}</h1>
${page.body}
</main>
<footer>${links}</footer>
</body>
</html>
`.text,
    );
}
