/** The page in Spanish, which takes more room: on a small phone everything fits, and no English is left. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Sentences } from "../../src/web/words/speak.ts";
import { openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { busyWorld, ringingDemo } from "./support/busy-world.ts";
import { tap, unfold } from "./support/opening.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { CUT_OFF, faultsOf } from "./support/usable.ts";
import { there } from "./support/visit.ts";
import { connectedTo, ofAnOperator, smallWorld, type World } from "./support/world.ts";

let browser: Browser;
let stub: Stub;
beforeAll(async () => {
  stub = await startStub(smallWorld());
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
const inEnglish = Object.values(words("en"))
  .flatMap((area) => sentencesIn(area.english ?? {}))
  .filter((each) => /\p{L}{2}/u.test(each) && !inSpanish.has(each));
/** Whole sentences and labels, as they stand on the page. */
const english: ReadonlySet<string> = new Set(inEnglish.filter((each) => !/[{<]/.test(each)));
/** Sentences into which something is put, where enough of their own words are left to know them by. */
const englishWith = inEnglish
  .filter((each) => /[{<]/.test(each) && !/plural|select/.test(each))
  .map((each) => each.split(/\{[^}]*\}|<[^>]*>/))
  .filter((parts) => parts.join("").replaceAll(/\P{L}/gu, "").length >= 12)
  .map(
    (parts) =>
      new RegExp(`^${parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join(".+")}$`, "u"),
  );
const isEnglish = (said: string) => english.has(said) || englishWith.some((each) => each.test(said));

/** All that is read or read out, piece by piece. */
const SAID = `[...new Set([
  ...document.body.innerText.split("\\n"),
  ...[...document.querySelectorAll("*")].flatMap((each) =>
    ["aria-label", "placeholder", "title", "alt"].flatMap((name) => each.getAttribute(name) ?? [])),
].map((each) => each.trim()))]`;

const BOB = "/inbox/%2B15125550146";
const CSV = "Nombre,Phone,Status\nKim Doe,512 555 0170,New\nSin Número,,New\n";

interface Told {
  readonly path: string;
  /** Tells that it is there. */
  readonly sight: string;
  readonly world?: () => World;
  /** What is pressed and filled in then. */
  readonly open?: (page: Page) => Promise<unknown>;
  /** Tells that it is open. */
  readonly opened?: string;
}
const taps =
  (...words: readonly (string | RegExp)[]) =>
  async (page: Page) => {
    for (const each of words) await tap(page, each);
  };
const shutOut = (): World => ({
  ...smallWorld(),
  connection: connectedTo("salesforce", { health: "needs_reconnect", pending: 3 }),
});

const PAGES: readonly Told[] = [
  { path: "/inbox", sight: "Llamada perdida" },
  { path: "/inbox?filter=waiting", sight: "Esperan" },
  {
    path: "/inbox/%2B15125550142",
    sight: "Entregado",
    world: smallWorld,
    open: taps("Maria"),
    opened: "Nombre",
  },
  { path: "/inbox/%2B15125550144", sight: "No entregado" },
  { path: "/inbox/%2B15125550147", sight: "pidió que no le escriban" },
  {
    path: BOB,
    sight: "¿Ya no quiere recibir mensajes?",
    open: async (page) => {
      await unfold(page);
      await taps("Llamar", "Enviarlo de todos modos")(page);
    },
    opened: "¿Enviarlo por 1 crédito?",
  },
  {
    path: BOB,
    sight: "Bob’s",
    open: taps("Bob’s", "¿No es este registro?", "Borrar a esta"),
    opened: "Borrar todo",
  },
  { path: BOB, sight: "Bob’s", open: taps("Bob’s", "Mover aquí"), opened: "Mover todo" },
  {
    path: "/text-back",
    sight: "lo usual: de 20 a 25",
    open: async (page) => {
      await unfold(page);
      await page.getByRole("slider").focus();
      await page.keyboard.press("ArrowLeft");
      await tap(page, "Créditos");
    },
    opened: "¿Salir sin guardar?",
  },
  {
    path: "/credits?purchase=pur_0",
    sight: "Solo quedan 12 créditos",
    open: taps("Lo mismo en una tabla", "Mensaje enviado"),
    opened: "Esta compra no se pagó",
  },
  {
    path: "/connection",
    sight: "Por anotar",
    open: taps("Otro registro", "Omitir", "Conectar con un token propio", "Desconectar HubSpot"),
    opened: "Seguir conectado",
  },
  { path: "/connection", sight: "Salesforce ya no nos deja entrar", world: shutOut },
  { path: "/reports", sight: "Cuándo se pierden llamadas", open: unfold, opened: "Lo mismo en una tabla" },
  { path: "/leads", sight: "Sus clientes potenciales están en HubSpot" },
  { path: "/leads/lead_0", sight: "Maria Lopez", world: smallWorld },
  {
    path: "/leads/import",
    sight: "Elegir un archivo CSV",
    world: smallWorld,
    open: (page) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name: "lista.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) }),
    opened: "Fila por fila",
  },
  { path: "/notices", sight: "haya pedido que no le escriban" },
  { path: "/alerts", sight: "Cuando perdemos una llamada", open: taps("Nuevo secreto"), opened: "¿Seguro?" },
  {
    path: "/people",
    sight: "Ida Blau",
    open: taps("Enviar un código ahí", /^Cambiar$/, "Quitar"),
    opened: "¿Quitar a",
  },
  {
    path: "/kept-data",
    sight: "Borrar el texto de los mensajes viejos",
    open: async (page) => {
      for (const each of await page.getByRole("switch").all()) await each.check();
      await tap(page, "Guardar");
    },
    opened: "¿Borrar lo más viejo para siempre?",
  },
  { path: "/blocked", sight: "Números bloqueados" },
  { path: "/test", sight: "Empezar la prueba", open: taps("Empezar la prueba"), opened: "Tiempo restante" },
  {
    path: "/more",
    sight: "Cerrar sesión en todas partes",
    world: () => ringingDemo(smallWorld()),
    open: async (page) => {
      await tap(page, "Pruébelo");
      await there(page.getByText("No contestar"));
      await unfold(page);
    },
    opened: "Lo que pasó, paso a paso",
  },
  { path: "/welcome?step=1", sight: "Su negocio" },
  {
    path: "/welcome?step=2",
    sight: "Comprar un número nuevo",
    open: taps("El número que ya tenemos", "Un número que nos asignó", "Comprar un número nuevo"),
    opened: "Conectar la cuenta de Twilio",
  },
  { path: "/welcome?step=3", sight: "El buzón de voz también contesta" },
  { path: "/welcome?step=4", sight: "¿Qué debe leer quien no fue atendido?" },
  { path: "/welcome?step=5", sight: "Dónde lleva a sus clientes potenciales" },
  { path: "/welcome?step=6", sight: "Pruébelo" },
  {
    path: "/businesses",
    sight: "Acme HVAC",
    world: ofAnOperator,
    open: taps("Enlace para el dueño", "Demo", "Agregar créditos", "Negocio nuevo"),
    opened: "Su zona horaria empieza como la de usted",
  },
  {
    path: "/businesses/defaults",
    sight: "lo usual: de 20 a 25",
    world: ofAnOperator,
    open: unfold,
    opened: "Llamadas por hora",
  },
  {
    path: "/sign-in",
    sight: "Le enviamos un código",
    world: () => ({ ...smallWorld(), session: null }),
    open: async (page) => {
      await page.getByLabel("Su celular o correo").fill("(512) 555-0199");
      await tap(page, "Enviarme un código");
    },
    opened: "ya va un código en camino",
  },
  { path: "/nowhere", sight: "Esa página no existe" },
];

describe("on the phone of somebody who reads Spanish", () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = await openPage(browser, { viewport: PHONE, locale: "es-MX" });
  });
  afterAll(() => seen.context.close());

  it.each(PAGES)("$path: $sight", async ({ path, sight, world = busyWorld, open, opened = sight }) => {
    const { page, errors } = seen;
    stub.begin(world());
    await page.goto(stub.url + path);
    await there(page.getByText(sight));
    await open?.(page);
    await there(page.getByText(opened));
    expect(await page.evaluate("document.documentElement.lang")).toBe("es");
    expect(errors.splice(0)).toEqual([]);
    expect((await page.evaluate<string[]>(SAID)).filter(isEnglish)).toEqual([]);
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
