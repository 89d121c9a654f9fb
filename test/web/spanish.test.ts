/** The page in Spanish, which takes more room: on a small phone everything fits, and no English is left. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Sentences } from "../../src/web/words/speak.ts";
import { openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { CUT_OFF, faultsOf } from "./support/usable.ts";
import { connectedTo, smallWorld } from "./support/world.ts";

let browser: Browser;
let stub: Stub;
beforeAll(async () => {
  const world = smallWorld();
  world.connection = connectedTo("hubspot", { pending: 2 });
  world.credits = { available: 12, held: 0, spent: 88 };
  stub = await startStub(world);
  browser = await startBrowser(inject("chromium"));
});
afterAll(async () => {
  await browser.close();
  await stub.stop();
});

const sentencesIn = (words: Sentences): string[] =>
  Object.values(words).flatMap((each) => (typeof each === "string" ? [each] : sentencesIn(each)));
const words = (language: "en" | "es") =>
  language === "en"
    ? import.meta.glob<Record<string, Sentences>>("../../src/web/words/en/*.ts", { eager: true })
    : import.meta.glob<Record<string, Sentences>>("../../src/web/words/es/*.ts", { eager: true });
const inSpanish = new Set(
  Object.values(words("es")).flatMap((area) => Object.values(area).flatMap(sentencesIn)),
);
/** Whole sentences and labels, as they stand on the page. */
const english: ReadonlySet<string> = new Set(
  Object.values(words("en"))
    .flatMap((area) => sentencesIn(area.english ?? {}))
    .filter((each) => /\p{L}{2}/u.test(each) && !/[{<]/.test(each) && !inSpanish.has(each)),
);

/** All that is read or read out, piece by piece. */
const SAID = `[...new Set([
  ...document.body.innerText.split("\\n"),
  ...[...document.querySelectorAll("*")].flatMap((each) =>
    ["aria-label", "placeholder", "title", "alt"].flatMap((name) => each.getAttribute(name) ?? [])),
].map((each) => each.trim()))]`;

/** Each with a sight that tells that it is there. */
const PAGES: readonly [path: string, sight: string][] = [
  ["/inbox", "Llamada perdida"],
  ["/inbox?filter=waiting", "Esperan"],
  ["/inbox/%2B15125550142", "Entregado"],
  ["/inbox/%2B15125550144", "No entregado"],
  ["/inbox/%2B15125550146", "no quedaban créditos"],
  ["/inbox/%2B15125550147", "pidió que no le escriban"],
  ["/text-back", "lo usual: de 20 a 25"],
  ["/credits", "Solo quedan 12 créditos"],
  ["/connection", "Por anotar"],
  ["/reports", "Cuándo se pierden llamadas"],
  ["/leads", "Sus clientes potenciales están en HubSpot"],
  ["/alerts", "Cuando perdemos una llamada"],
  ["/people", "Invitar a alguien"],
  ["/kept-data", "Borrar el texto de los mensajes viejos"],
  ["/more", "Cerrar sesión en todas partes"],
  ["/welcome?step=2", "Comprar un número nuevo"],
  ["/welcome?step=3", "El buzón de voz también contesta"],
  ["/welcome?step=5", "Dónde lleva a sus clientes potenciales"],
  ["/sign-in", "Le enviamos un código"],
  ["/nowhere", "Esa página no existe"],
];

describe("on the phone of somebody who reads Spanish", () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = await openPage(browser, { viewport: PHONE, locale: "es-MX" });
  });
  afterAll(() => seen.context.close());

  it.each(PAGES)("%s", async (path, sight) => {
    const { page, errors } = seen;
    await page.goto(stub.url + path);
    await page.getByText(sight).filter({ visible: true }).first().waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("es");
    expect(errors.splice(0)).toEqual([]);
    expect((await page.evaluate<string[]>(SAID)).filter((each) => english.has(each))).toEqual([]);
    expect(await page.evaluate(CUT_OFF)).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    expect(stub.violations.splice(0)).toEqual([]);
  });
});

describe("the choice of a language", () => {
  it("changes the page at once, and is kept when it is loaded again", async () => {
    const { page, context, errors } = await openPage(browser, { viewport: PHONE });
    await page.goto(`${stub.url}/more`);
    await page.getByText("Español").click();
    await page.getByRole("heading", { name: "Más", exact: true }).waitFor();
    expect(await page.title()).toBe("Más · textback");
    expect(await page.evaluate("document.documentElement.lang")).toBe("es");
    await page.reload();
    await page.getByRole("heading", { name: "Más", exact: true }).waitFor();
    // Also before anybody has signed in.
    await page.goto(`${stub.url}/sign-in`);
    await page.getByText("Le enviamos un código").waitFor();
    await page.getByText("English").click();
    await page.getByText("We send you a code").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
