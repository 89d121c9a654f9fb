import { Alert, Button, Form, Input, LoadingButton, LoadingSpinner } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SettingsPage } from "../../manifests/hubspot/app/src/app/settings/SettingsPage.tsx";
import type { Settings } from "../../manifests/hubspot/app/src/app/settings/service.ts";
import { type Answer, type Asked, service, typed } from "./support.ts";

const patience = { timeoutInMs: 20_000 };
afterEach(() => {
  vi.unstubAllGlobals();
});

const settings: Settings = {
  business: "Acme HVAC",
  health: "ok",
  detail: null,
  pending: 0,
  failed: 0,
  availableCredits: 49,
  lines: [
    { number: "+15550100001", enabled: true, rings: true },
    { number: "+15550100003", enabled: false, rings: true },
  ],
  fields: [
    {
      name: "leadStatus",
      label: "Lead status of new contacts",
      help: "Empty: left out.",
      type: "string",
      value: "NEW",
    },
    { name: "country", label: "Country", help: null, type: "string", value: "" },
  ],
  mayChange: true,
  pageUrl: "https://textback.example.com/connection",
  connectUrl: "https://textback.example.com/install/hubspot",
};

async function shown(answerTo: (asked: Asked, nth: number) => Answer) {
  const asked = service(answerTo);
  const page = createRenderer("settings");
  page.render(<SettingsPage />);
  await page.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull(), patience);
  const until = (check: () => void) => page.waitFor(check, patience);
  return { page, asked, until, words: () => page.getRootNode().toString() };
}

describe("the settings page", () => {
  it("shows the connection, the lines, the balance, and the connector's settings", async () => {
    const { page, words } = await shown(() => settings);
    expect(page.find(Alert).props).toMatchObject({ title: "Connected", variant: "success" });
    for (const part of ["Acme HVAC", "+15550100001, +15550100003 (texts off)", "49"])
      expect(words()).toContain(part);
    expect(page.findAll(Input).map(({ props: { name, value } }) => [name, value])).toEqual([
      ["leadStatus", "NEW"],
      ["country", ""],
    ]);
  });

  it("saves what was changed, and nothing else, with one submit button", async () => {
    const { page, asked, until, words } = await shown(() => settings);
    expect(page.findAll(LoadingButton).map(({ props: { type, variant } }) => [type, variant])).toEqual([
      ["submit", "primary"],
    ]);
    page.find(Input, { name: "country" }).trigger("onChange", typed("GB"));
    await until(() => expect(page.find(Input, { name: "country" }).props.value).toBe("GB"));
    page.find(Form).trigger("onSubmit");
    await until(() => expect(words()).toContain("Saved"));
    expect(asked[1]).toEqual({
      method: "PUT",
      path: "/crm/hubspot/settings",
      body: { settings: { country: "GB" } },
    });
  });

  it("keeps what was typed when the service says no, and shows its words", async () => {
    const { page, until, words } = await shown(({ method }) =>
      method === "GET" ? settings : { problem: { message: "settings.country must match [A-Z]{2}" } },
    );
    page.find(Input, { name: "country" }).trigger("onChange", typed("Texas"));
    await until(() => expect(page.find(Input, { name: "country" }).props.value).toBe("Texas"));
    page.find(Form).trigger("onSubmit");
    await until(() => expect(words()).toContain("must match"));
    expect(page.find(Input, { name: "country" }).props.value).toBe("Texas");
  });

  it("lets whoever is no owner look only", async () => {
    const { page, words } = await shown(() => ({ ...settings, mayChange: false }));
    expect(page.find(LoadingButton).props.disabled).toBe(true);
    expect(page.findAll(Input).every(({ props }) => props.readOnly)).toBe(true);
    expect(words()).toContain("Only an owner");
  });

  it("says when the account has to be connected again, and leads there", async () => {
    const { page, words } = await shown(() => ({
      ...settings,
      health: "needs_reconnect",
      detail: "Connect it again.",
    }));
    expect(page.find(Alert).props.variant).toBe("danger");
    expect(words()).toContain("https://textback.example.com/install/hubspot");
  });

  it("after trouble can be tried again", async () => {
    const { page, until, words } = await shown((_asked, nth) => (nth === 1 ? "unreachable" : settings));
    expect(words()).toContain("cannot be reached");
    page.find(Button).trigger("onClick");
    await until(() => expect(words()).toContain("Acme HVAC"));
  });
});
