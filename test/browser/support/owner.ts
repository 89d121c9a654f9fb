/** An owner in front of the page of a running service: signed in by their own link, on a screen of some size. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { OPERATOR, type Service } from "../../support/service.ts";
import { there } from "../../web/support/visit.ts";

/** Longer than anything takes, shorter than a test may. */
const PATIENCE_MS = 10_000;

export const PHONE = { width: 390, height: 844 } as const;
export const DESK = { width: 1280, height: 800 } as const;

/** Somebody's browser, in which one owner after the other may sign in. */
export interface Desk {
  readonly context: BrowserContext;
  /** What must never happen in it: a script's error, a dialog, something against the policy, a request to elsewhere. */
  readonly amiss: string[];
}

export interface Owner {
  readonly page: Page;
  open(path: string): Promise<void>;
  see(words: string | RegExp): Promise<void>;
  /** Until it is no longer in sight. */
  lose(words: string | RegExp): Promise<void>;
  press(name: string | RegExp): Promise<void>;
}

/** A business with a line of its own. */
export interface Business {
  readonly id: string;
  readonly line: string;
  api(method: string, path: string, body?: unknown): ReturnType<Service["api"]>;
  /** Nobody picks up, and all that follows is done. */
  missCall(from: string): Promise<void>;
  /** A person texts the line, and all that follows is done. */
  text(from: string, body: string): Promise<void>;
}

/** The cell phone that the lines forward to. */
export const CELL = "+15125550199";

/** @param given with `settings: null` its line is not set up yet */
export async function newBusiness(
  service: Service,
  line: string,
  { credits = 20, settings = {} }: { credits?: number; settings?: object | null } = {},
): Promise<Business> {
  const { carrier, settled } = service;
  const created = await service.api("POST", "/businesses", {
    name: "Acme HVAC",
    timeZone: "America/Chicago",
  });
  const id: string = created.body.id;
  const api: Business["api"] = (method, path, body) => service.api(method, `/businesses/${id}${path}`, body);
  if (credits > 0) await api("POST", "/credits/grants", { credits, reason: "Test" });
  if (settings !== null) {
    await api("PUT", `/lines/${encodeURIComponent(line)}`, { enabled: true, forwardTo: CELL, ...settings });
    carrier.addNumber({
      phoneNumber: line,
      accountSid: OPERATOR.sid,
      voiceUrl: `${service.url}/webhooks/twilio/voice`,
      smsUrl: `${service.url}/webhooks/twilio/sms`,
      statusCallback: `${service.url}/webhooks/twilio/voice/status`,
    });
  }
  return {
    id,
    line,
    api,
    async missCall(from) {
      await carrier.placeCall({ from, to: line, behaviour: { kind: "no_answer" } });
      await settled();
    },
    async text(from, body) {
      await carrier.text({ from, to: line, body });
      await settled();
    },
  };
}

export async function openDesk(
  browser: Browser,
  service: Service,
  viewport: { readonly width: number; readonly height: number },
): Promise<Desk> {
  const context = await browser.newContext({
    viewport: { ...viewport },
    hasTouch: viewport.width < 800,
    reducedMotion: "reduce",
    timezoneId: "America/Chicago",
    locale: "en-US",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const amiss: string[] = [];
  await context.exposeFunction("tellAmiss", (what: string) => void amiss.push(what));
  await context.addInitScript(
    `addEventListener("securitypolicyviolation", (event) =>
      tellAmiss("policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample))`,
  );
  context.on("request", (request) => {
    if (new URL(request.url()).origin !== service.url) amiss.push(`request: ${request.url()}`);
  });
  context.on("dialog", (dialog) => {
    amiss.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("weberror", (error) => amiss.push(`error: ${error.error()}`));
  context.on("console", (message) => {
    // A refused request is the server's word, shown by the page.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      amiss.push(`console: ${message.text()}`);
  });
  return { context, amiss };
}

/** In a tab of its own, by a link that works once. */
export async function signIn({ context }: Desk, service: Service, business: Business): Promise<Owner> {
  const page = await context.newPage();
  const link = await business.api("POST", "/sign-in-links");
  const open: Owner["open"] = async (address) => {
    // From then on nothing that happens is missed.
    const listening = page.waitForResponse(/\/events$/);
    await page.goto(address);
    await listening;
  };
  await open(link.body.url);
  await page.waitForURL(`${service.url}/inbox`);
  const see: Owner["see"] = (words) => there(page.getByText(words));
  return {
    page,
    open: (path) => open(service.url + path),
    see,
    lose: (words) =>
      expect
        .poll(() => page.getByText(words).filter({ visible: true }).count(), {
          timeout: PATIENCE_MS,
          interval: 20,
        })
        .toBe(0),
    async press(name) {
      const button = page.getByRole("button", { name, exact: true });
      await there(button);
      await button.click();
    },
  };
}
