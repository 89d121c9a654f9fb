/** A business with a CRM, in a Chromium: the CRM's pages, which show ours in a frame, and the line that the business has. */
import { fileURLToPath } from "node:url";
import type { BrowserContext, Frame, Page } from "playwright-core";
import { inject } from "vitest";
import { OPERATOR, type Service, startService } from "../../support/service.ts";
import { startBrowser } from "../../web/support/browser.ts";
import type {} from "../../web/support/built.ts";

const LINE = "+15550100077";
export const SEES = { timeout: 10_000 };
/** Whose pages show ours, though they may not. */
export const EVIL = "https://evil.example";

export interface CrmStage {
  readonly service: Service;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Another computer: nobody is signed in there. */
  newComputer(): Promise<BrowserContext>;
  /** Goes to a page of the CRM's, does there what shows ours, and has the frame. */
  frameIn(page: Page, address: string, show: (page: Page) => Promise<unknown>): Promise<Frame>;
  /** Waits for the page on which an installation ends. @returns the business that it made */
  installed(): Promise<string>;
  giveLine(business: string, number?: string): Promise<void>;
  /** Nobody picks up, and all that follows is done. */
  missCall(from: string, line?: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param crm where its pages are, and what each of them is: with a frame called `ours` */
export async function startCrmStage(
  crm: { readonly origin: string; readonly html: (service: Service) => string },
  options: Parameters<typeof startService>[0],
): Promise<CrmStage> {
  const service = await startService({
    pageFolder: fileURLToPath(new URL("../../../dist/web", import.meta.url)),
    isMarketplace: true,
    ...options,
  });
  // A frame on this machine within a page of the internet's: browsers ask about that, and nobody answers here.
  const chromium = await startBrowser(inject("chromium"), ["--disable-features=LocalNetworkAccessChecks"]);
  const newComputer = async (): Promise<BrowserContext> => {
    const made = await chromium.newContext({ reducedMotion: "reduce" });
    for (const origin of [crm.origin, EVIL])
      await made.route(`${origin}/**`, (route) =>
        route.fulfill({ contentType: "text/html", body: crm.html(service) }),
      );
    return made;
  };
  const context = await newComputer();
  const page = await context.newPage();
  return {
    service,
    context,
    page,
    newComputer,
    async frameIn(at, address, show) {
      await at.goto(address);
      await show(at);
      const frame = at.frame("ours");
      if (frame === null) throw new Error("The CRM shows no frame");
      return frame;
    },
    async installed() {
      await page.waitForURL(`${service.url}/welcome**`);
      await page.getByText("Callers read this name").waitFor(SEES);
      const { rows } = await service.pool.query("select business_id from textback.connections");
      return rows[0].business_id;
    },
    async giveLine(business, number = LINE) {
      const line = `/businesses/${business}/lines/${encodeURIComponent(number)}`;
      await service.api("PUT", line, { enabled: true, forwardTo: "+15550100078" });
      await service.api("POST", `/businesses/${business}/credits/grants`, { credits: 10, reason: "test" });
      service.carrier.addNumber({
        phoneNumber: number,
        accountSid: OPERATOR.sid,
        voiceUrl: `${service.url}/webhooks/twilio/voice`,
        smsUrl: `${service.url}/webhooks/twilio/sms`,
        statusCallback: `${service.url}/webhooks/twilio/voice/status`,
      });
    },
    async missCall(from, line = LINE) {
      await service.carrier.placeCall({ from, to: line, behaviour: { kind: "no_answer" } });
      await service.settled();
    },
    async stop() {
      await chromium.close();
      await service.stop();
    },
  };
}
