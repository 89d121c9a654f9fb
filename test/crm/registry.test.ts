import { describe, expect, it } from "vitest";
import type { Connector } from "../../src/crm/contract.ts";
import { connectorRegistry, loadConnectors } from "../../src/crm/registry.ts";

const connector = (change: object = {}): Connector => ({
  manifest: {
    id: "toy",
    label: "Toy",
    summary: "A CRM to play with.",
    contractVersion: 1,
    connect: { method: "none" },
    credentials: {},
    settings: {},
    abilities: ["find_by_phone"],
    ...change,
  },
  open: () => {
    throw new Error("not opened here");
  },
});

describe("the connectors that are there", () => {
  it("are found by their manifest's id", () =>
    expect([...connectorRegistry([connector(), connector({ id: "other" })]).keys()]).toEqual([
      "toy",
      "other",
    ]));

  it("two with one id do not start", () =>
    expect(() => connectorRegistry([connector(), connector()])).toThrow(
      /"toy".*another connector has this id/s,
    ));

  it.each([
    ["for a newer contract", { contractVersion: 2 }, /written for 2, and this is 1: use a newer textback/],
    ["with a manifest that is none", { label: "" }, /label/],
  ])("one %s does not start, and is named", async (_what, change, words) => {
    const load = async () => ({ connector: connector(change) });
    await expect(loadConnectors(["textback-toy"], load)).rejects.toThrow(words);
    await expect(loadConnectors(["textback-toy"], load)).rejects.toThrow(/package textback-toy/);
  });

  it.each([
    ["exports something else", async () => ({ default: {} }), /it exports no `connector`/],
    [
      "exports a connector that cannot be opened",
      async () => ({ connector: { manifest: {} } }),
      /open function/,
    ],
    ["is not installed", async () => Promise.reject(new Error("Cannot find package")), /Cannot find package/],
  ])("a package that %s does not start", async (_what, load, words) => {
    await expect(loadConnectors(["textback-toy"], load)).rejects.toThrow(words);
  });

  it("an open function keeps its object", async () => {
    const own = {
      ...connector(),
      opened: 0,
      open() {
        this.opened++;
        throw new Error("opened");
      },
    };
    const [loaded] = await loadConnectors(["textback-toy"], async () => ({ connector: own }));
    expect(() => loaded?.open({} as never)).toThrow("opened");
    expect(own.opened).toBe(1);
  });
});
