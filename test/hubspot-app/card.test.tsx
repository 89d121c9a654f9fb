import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Form,
  Link,
  LoadingButton,
  LoadingSpinner,
  StatusTag,
  Text,
  TextArea,
} from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ContactCard } from "../../manifests/hubspot/app/src/app/cards/ContactCard.tsx";
import { MAX_CHARACTERS, segmentWords } from "../../manifests/hubspot/app/src/app/cards/segments.ts";
import { countSegments } from "../../src/domain/segments.ts";
import { MAX_WRITTEN_CHARACTERS } from "../../src/domain/text.ts";
import { type Answer, type Asked, card, context, service, typed } from "./support.ts";

const patience = { timeoutInMs: 20_000 };
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The card once it shows something. */
async function shown(answerTo: (asked: Asked, nth: number) => Answer, items = 25) {
  const asked = service(answerTo);
  const page = createRenderer("crm.record.tab");
  page.render(<ContactCard context={context} items={items} />);
  await page.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull(), patience);
  return {
    page,
    asked,
    words: () => page.getRootNode().toString(),
    primary: () =>
      [...page.findAll(Button), ...page.findAll(LoadingButton)].filter(
        ({ props }) => props.variant === "primary",
      ),
    type: (text: string) => page.find(TextArea).trigger("onInput", typed(text)),
    send: () => page.find(Form).trigger("onSubmit"),
    until: (check: () => void) => page.waitFor(check, patience),
  };
}
const withCard = (change: object) => () => ({ ...card, ...change });
const noticeIn = ({ page }: Awaited<ReturnType<typeof shown>>) => page.find(Alert).text ?? "";

describe("the card on a contact", () => {
  it("says that it is loading until the service has answered", async () => {
    service(() => card);
    const page = createRenderer("crm.record.sidebar");
    page.render(<ContactCard context={context} items={5} />);
    expect(page.find(LoadingSpinner).props.label).toBe("Loading calls and texts");
    await page.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull(), patience);
  });

  it("shows calls and texts in the account's time, the receipt, the balance, and the way to the page", async () => {
    const { page, asked, words } = await shown(() => card);
    expect(asked).toEqual([{ method: "GET", path: "/crm/hubspot/contacts/101", body: undefined }]);
    for (const part of [
      "Missed call",
      "Can you come",
      "The line is switched on.",
      "The caller was texted back.",
      "49 credits left",
    ])
      expect(words()).toContain(part);
    expect(page.find(StatusTag).text).toBe("Missed call, texted back");
    expect(page.findAll(Text).map(({ text }) => text)).toContain("Nov 23, 2026, 9:02 AM");
    expect(page.findAll(Link).map(({ props: { href } }) => href)).toEqual([
      { url: "https://textback.example.com/media/abc", external: true },
    ]);
  });

  const openButton = ({ page }: Awaited<ReturnType<typeof shown>>) =>
    page.findAll(LoadingButton).find(({ text }) => text === "Open in textback");

  it("opens the page in HubSpot's window, by an address that is made when it is wanted", async () => {
    const url = "https://textback.example.com/embed/hubspot#launch=abc&page=%2Finbox";
    const there = await shown(({ path }) => (path.endsWith("/launch") ? { url } : card));
    expect(there.asked.map(({ path }) => path)).toEqual(["/crm/hubspot/contacts/101"]);
    await openButton(there)?.trigger("onClick");
    const { openIframeModal } = there.page.mocks.actions;
    await there.until(() => expect(openIframeModal.calls).toHaveLength(1));
    expect(openIframeModal.calls[0]?.[0]).toMatchObject({ uri: url, title: "textback" });
    expect(there.asked.at(-1)).toEqual({
      method: "POST",
      path: "/crm/hubspot/contacts/101/launch",
      body: {},
    });
  });

  it("says why the page does not open there, and offers it in a tab", async () => {
    const there = await shown(({ path }) =>
      path.endsWith("/launch") ? { problem: { message: "An owner removed you." } } : card,
    );
    await openButton(there)?.trigger("onClick");
    await there.until(() => expect(noticeIn(there)).toContain("An owner removed you."));
    expect(there.page.mocks.actions.openIframeModal.calls).toEqual([]);
    expect(there.page.findAll(Link).map(({ props: { href } }) => href)).toContainEqual({
      url: card.pageUrl,
      external: true,
    });
  });

  it("shows what callers wrote as they wrote it", async () => {
    const { page } = await shown(() => card);
    expect(page.findAll(Text).map(({ text }) => text)).toContain("Can you come <b>today</b>?");
  });

  it("shows fewer in the sidebar", async () => {
    const { words } = await shown(() => card, 1);
    expect(words()).toContain("Text received");
    expect(words()).not.toContain("nobody picked up");
  });

  it.each([
    ["there is something to answer", withCard({})],
    ["nothing may be written", withCard({ whyNoText: "This person asked not to be texted (STOP)." })],
    ["the contact has no number", withCard({ phone: null })],
    [
      "the account is not connected",
      () => ({ problem: { message: "Connect it first.", connectUrl: "https://x" } }),
    ],
    ["the service is away", () => "unreachable" as const],
  ])("has at most one primary button, and none is destructive, when %s", async (_what, answer) => {
    const { page, primary } = await shown(answer);
    expect(primary().length).toBeLessThanOrEqual(1);
    for (const { props } of page.findAll(Button)) expect(props.variant).not.toBe("destructive");
  });

  it("tells why a text is not offered, in the service's words", async () => {
    const { page, words } = await shown(
      withCard({ whyNoText: "This person asked not to be texted (STOP)." }),
    );
    expect(page.maybeFind(TextArea)).toBeNull();
    expect(words()).toContain("asked not to be texted");
  });

  it("of a contact without a number says what is missing", async () => {
    const { page } = await shown(withCard({ phone: null, items: [], receipt: null }));
    expect(page.find(EmptyState).props.title).toBe("No phone number");
  });

  it("says what is missing when HubSpot did not tell the number in time", async () => {
    const it = await shown(withCard({ phone: null, trouble: "The number could not be read in time." }));
    expect(noticeIn(it)).toContain("could not be read in time");
  });

  it("leads to connecting when the account is not connected", async () => {
    const { page, words } = await shown(() => ({
      problem: {
        message: "This account is not connected.",
        connectUrl: "https://textback.example.com/install/hubspot",
      },
    }));
    expect(page.find(ErrorState).props.title).toBe("Calls and texts are not shown");
    expect(words()).toContain("This account is not connected.");
    expect(page.find(Button).props.href).toEqual({
      url: "https://textback.example.com/install/hubspot",
      external: true,
    });
  });

  it.each([["unreachable" as const], [{ status: 502 }]])(
    "after trouble (%j) can be tried again",
    async (trouble) => {
      const { page, until, words } = await shown((_asked, nth) => (nth === 1 ? trouble : card));
      expect(words()).toContain("cannot be reached");
      page.find(Button).trigger("onClick");
      await until(() => expect(words()).toContain("Missed call"));
    },
  );
});

describe("the reply box", () => {
  const answering =
    (...answers: Answer[]) =>
    ({ method }: Asked): Answer =>
      method === "GET" ? card : (answers.shift() ?? { segments: 1 });

  it("counts segments while one types, as the service does", async () => {
    const { type, until, words } = await shown(() => card);
    expect(words()).toContain("One credit for each text.");
    type("On our way");
    await until(() => expect(words()).toContain("1 segment. Costs one credit."));
    type("x".repeat(161));
    await until(() => expect(words()).toContain("2 segments. Costs one credit."));
    type(`${"x".repeat(80)}😀`);
    await until(() => expect(words()).toContain("because of a character"));
  });

  it("counts every text as the service counts it, and stops where it stops", () => {
    expect(MAX_CHARACTERS).toBe(MAX_WRITTEN_CHARACTERS);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), (text) => {
        fc.pre(text.trim() !== "");
        expect(Number.parseInt(segmentWords(text), 10)).toBe(countSegments(text.trim()).segments);
      }),
    );
  });

  it("sends nothing while nothing is written", async () => {
    const { page, asked, send } = await shown(answering());
    expect(page.find(LoadingButton, { variant: "primary" }).props.disabled).toBe(true);
    send();
    expect(asked).toHaveLength(1);
  });

  it("sends the text from the line to the number that is shown, empties itself and loads anew", async () => {
    const { page, asked, type, send, until } = await shown(answering());
    type("On our way ");
    await until(() => expect(page.find(TextArea).props.value).toBe("On our way "));
    send();
    await until(() => expect(asked).toHaveLength(3));
    expect(asked[1]).toEqual({
      method: "POST",
      path: "/crm/hubspot/contacts/101/texts",
      body: {
        key: expect.stringMatching(/^[\w-]{8,100}$/),
        line: card.line,
        to: card.phone,
        body: "On our way",
      },
    });
    expect(asked[2]?.method).toBe("GET");
    await until(() => expect(page.find(TextArea).props.value).toBe(""));
  });

  it("keeps words and key when the answer was lost, so that it is not sent twice; other words have another key", async () => {
    const { page, asked, type, send, until, words } = await shown(
      answering("unreachable", "unreachable", { segments: 1 }),
    );
    type("On our way");
    await until(() => expect(page.find(TextArea).props.value).toBe("On our way"));
    send();
    await until(() => expect(words()).toContain("The text was not sent"));
    send();
    await until(() => expect(asked).toHaveLength(3));
    expect(asked[2]?.body).toEqual(asked[1]?.body);
    await until(() => expect(page.find(LoadingButton, { variant: "primary" }).props.loading).toBe(false));
    type("On our way!");
    await until(() => expect(page.find(TextArea).props.value).toBe("On our way!"));
    send();
    await until(() => expect(asked.length).toBeGreaterThan(3));
    expect(asked[3]?.body?.key).not.toBe(asked[1]?.body?.key);
  });

  it("shows the service's no in its words", async () => {
    const { page, type, send, until, words } = await shown(
      answering({
        problem: { message: "There are no credits left. Buy credits, then send the text again." },
      }),
    );
    type("On our way");
    await until(() => expect(page.find(TextArea).props.value).toBe("On our way"));
    send();
    await until(() => expect(words()).toContain("no credits left"));
    expect(page.find(TextArea).props.value).toBe("On our way");
  });
});

describe("the call button", () => {
  const button = ({ page }: Awaited<ReturnType<typeof shown>>) =>
    page.find(LoadingButton, { variant: "secondary" });

  it("rings the user's phone, and says so", async () => {
    const it = await shown(({ method }) => (method === "GET" ? card : { ownerPhone: "+15550100002" }));
    expect(button(it).text).toBe("Call +15125550142");
    button(it).trigger("onClick");
    await it.until(() => expect(it.words()).toContain("Your phone +15550100002 rings now."));
    expect(it.asked[1]).toMatchObject({
      method: "POST",
      path: "/crm/hubspot/contacts/101/calls",
      body: { line: card.line, to: card.phone },
    });
  });

  it("asks for the same call when its answer was lost", async () => {
    const it = await shown(({ method }, nth) =>
      method === "GET" ? card : nth === 2 ? "unreachable" : { ownerPhone: "+15550100002" },
    );
    button(it).trigger("onClick");
    await it.until(() => expect(it.words()).toContain("The call was not started"));
    button(it).trigger("onClick");
    await it.until(() => expect(it.asked).toHaveLength(3));
    expect(it.asked[2]?.body).toEqual(it.asked[1]?.body);
  });

  it("is not there when there is no phone to ring", async () => {
    const { page, words } = await shown(withCard({ whyNoCall: "Your line forwards to no phone." }));
    expect(page.findAll(LoadingButton).filter(({ text }) => text?.startsWith("Call"))).toEqual([]);
    expect(words()).toContain("forwards to no phone");
  });
});
