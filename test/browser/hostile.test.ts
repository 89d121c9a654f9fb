/** Names and texts from outside, through the carrier's webhooks into the page of the real service: shown as text, and nothing else. */
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { cleanLine, cleanText, clip } from "../../src/domain/plain-text.ts";
import { type Service, startService } from "../support/service.ts";
import { startBrowser } from "../web/support/browser.ts";
import type {} from "../web/support/built.ts";
import { there } from "../web/support/visit.ts";
import { HOSTILE_NAMES, HOSTILE_TEXTS } from "./support/hostile.ts";
import {
  type Business,
  DESK,
  type Desk,
  newBusiness,
  type Owner,
  openDesk,
  PHONE,
  signIn,
} from "./support/owner.ts";

const WRITER = "+15125550142";
const callerOf = (index: number) => `+1512556${1000 + index}`;
/** As it is kept. */
const NAMES = HOSTILE_NAMES.map((name) => clip(cleanLine(name), 80));
const TEXTS = HOSTILE_TEXTS.map(cleanText);
/** So many at once, as on a busy day. */
const AT_ONCE = 8;

let service: Service;
let browser: Browser;
let business: Business;
beforeAll(async () => {
  [service, browser] = await Promise.all([
    startService({ pageFolder: fileURLToPath(new URL("../../dist/web", import.meta.url)) }),
    startBrowser(inject("chromium")),
  ]);
  // Nobody is texted back, so that what comes in stands last.
  business = await newBusiness(service, "+15125550170", { settings: { enabled: false } });
  const { carrier } = service;
  await atOnce(HOSTILE_NAMES, async (callerName, index) => {
    const from = callerOf(index);
    const body = HOSTILE_TEXTS[index] ?? "";
    await carrier.call({ from, to: business.line, callee: [{ kind: "no_answer" }], callerName });
    await carrier.text({ from, to: business.line, body });
    await carrier.text({ from: WRITER, to: business.line, body });
  });
  await service.settled();
  // 200 calls and 400 texts.
}, 180_000);
afterAll(async () => {
  await browser.close();
  await service.stop();
});

async function atOnce<T>(all: readonly T[], work: (each: T, index: number) => Promise<void>): Promise<void> {
  const waiting = all.entries();
  const turn = async () => {
    for (const [index, each] of waiting) await work(each, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
}

/** In the page: what only a text that became more than text could have made. */
const STRANGERS = `[...document.querySelectorAll("iframe, object, embed, base:not([href='/']), math, details[ontoggle], form[action], meta[http-equiv], style:not([data-mantine-styles]), [onload], [onerror], [onfocus], a[href^='javascript:'], a[href^='data:'], body script, script:not([src])")]
  .map((each) => each.outerHTML.slice(0, 200)).concat(window.broken ?? [])`;

/** In the page, of each row in sight: whose it is, their name, their last words, and how many elements stand in those two. */
const ROWS = `[...document.querySelectorAll("li[data-index] a")].map((row) => {
  const [top, bottom] = row.querySelectorAll(":scope > span + span > span");
  const [name, last] = [top.firstElementChild, bottom.firstElementChild.lastElementChild];
  return [decodeURIComponent(row.getAttribute("href")), name.textContent, last.textContent, name.childElementCount + last.childElementCount];
})`;
const SCROLL_ON = `{ const list = document.querySelector("li[data-index]").closest("div"); list.scrollTop += list.clientHeight; }`;

/** In the page, of each bubble of theirs: the words, and how many elements stand beside what says whose it is. */
const BUBBLES = `[...document.querySelectorAll("[role=log] li p:has(> span:first-child)")]
  .filter((bubble) => bubble.firstElementChild.textContent === "They wrote: ")
  .map((bubble) => [bubble.lastChild.data, bubble.childElementCount - 1])`;

describe("the policy of each page", () => {
  it("lets nothing run but our files, and no style apply but with this request's own nonce", async () => {
    const policies = await Promise.all(
      ["/inbox", "/inbox"].map(async (path) => {
        const answer = await fetch(service.url + path, { headers: { accept: "text/html" } });
        const policy = answer.headers.get("content-security-policy") ?? "";
        const [, nonce = ""] = /style-src[^;]*'nonce-([^']+)'/.exec(policy) ?? [];
        expect(await answer.text()).toContain(nonce);
        return { policy, nonce };
      }),
    );
    for (const { policy, nonce } of policies) {
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(policy).toContain("default-src 'none'");
      expect(Buffer.from(nonce, "base64")).toHaveLength(16);
    }
    expect(policies[0]?.nonce).not.toBe(policies[1]?.nonce);
  });
});

describe.each([
  { where: "on a phone", viewport: PHONE },
  { where: "on a desk", viewport: DESK },
])("200 hostile names and texts, $where", ({ viewport }) => {
  let desk: Desk;
  let owner: Owner;
  beforeAll(async () => {
    desk = await openDesk(browser, service, viewport);
    owner = await signIn(desk, service, business);
  });
  afterAll(() => desk.context.close());
  const isHarmless = async () => {
    expect(await owner.page.evaluate(STRANGERS)).toEqual([]);
    expect(await owner.page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    expect(desk.amiss).toEqual([]);
  };

  it("stand in the inbox as they are", async () => {
    const rows = new Map<string, readonly unknown[]>();
    await owner.open("/inbox");
    await there(owner.page.locator("li[data-index]"));
    const read = async () => {
      const inSight = await owner.page.evaluate<[string, string, string, number][]>(ROWS);
      for (const [address, ...row] of inSight) rows.set(address, row);
      await owner.page.evaluate(SCROLL_ON);
      return rows.size;
    };
    await expect.poll(read, { timeout: 15_000, interval: 20 }).toBe(NAMES.length + 1);
    rows.delete(`/inbox/${WRITER}`);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(NAMES.map((name, index) => [`/inbox/${callerOf(index)}`, [name, TEXTS[index], 0]])),
    );
    await isHarmless();
  });

  it("stand in a conversation as they are", async () => {
    await owner.open(`/inbox/${encodeURIComponent(WRITER)}`);
    await owner.press("Show earlier");
    const bubbles = () => owner.page.evaluate<[string, number][]>(BUBBLES);
    await expect.poll(async () => (await bubbles()).length).toBe(TEXTS.length);
    const found = await bubbles();
    expect(found.map(([words]) => words).toSorted()).toEqual(TEXTS.toSorted());
    expect(found.filter(([, elements]) => elements > 0)).toEqual([]);
    await isHarmless();
  });

  it("stand above the conversation, in the window's title, on the board of leads, and are found", async () => {
    for (const name of [0, 1, 40].map((index) => NAMES[index] ?? "")) {
      await owner.open(`/inbox/${encodeURIComponent(callerOf(NAMES.indexOf(name)))}`);
      await there(owner.page.getByRole("heading", { name, exact: true }));
      await expect
        .poll(async () => (await owner.page.title()).replace(/^\(\d+\) /, ""))
        .toBe(`${name} · textback`);
      await isHarmless();
    }
    await owner.open("/leads");
    await owner.see(/^\d+ \S/);
    await isHarmless();
    await owner.open("/inbox");
    await owner.page.getByRole("searchbox").fill("<img src=x onerror");
    await expect.poll(() => owner.page.locator("li[data-index]").count()).toBeLessThan(8);
    await owner.see("<img src=x onerror");
    await isHarmless();
  });
});
