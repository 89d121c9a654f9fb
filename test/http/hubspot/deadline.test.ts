import { createServer } from "node:http";
import express from "express";
import { expect, it } from "vitest";
import type { App } from "../../../src/app/context.ts";
import { CARD_DEADLINE_MS, cardRouter } from "../../../src/http/hubspot/asks.ts";
import { hubspotFetch } from "../../support/hubspot-request.ts";

const secret = "the app's secret";
const now = new Date("2026-11-23T15:00:00Z");
const viewer = { portalId: 62515, userId: 4242 };

/** A card whose database answers when the test wants it to. */
async function slowCard(answered: Promise<string | null>) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const logged: string[] = [];
  const app = {
    publicUrl: url,
    clock: { now: () => now },
    log: { error: (_fields: object, message: string) => logged.push(message) },
    store: { read: { installs: { businessOf: () => answered, userOf: async () => null } } },
  } as unknown as App;
  const card = cardRouter(app, { clientSecret: secret, deadlineMs: 20 });
  card.on("get", "/card", async () => ({ shown: true }));
  server.on("request", express().use(card.router));
  return {
    logged,
    read: () => hubspotFetch(url, { secret, now }, viewer, "/card"),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

it("is below the second that HubSpot's reviewers wait", () => expect(CARD_DEADLINE_MS).toBeLessThan(1_000));

it("a card is answered in time and in words while the database is slow", async () => {
  const database = Promise.withResolvers<string | null>();
  const card = await slowCard(database.promise);
  const { status, body } = await card.read();
  expect([status, body.problem]).toEqual([
    200,
    { code: "unavailable", message: "textback is slow at the moment. Try again.", fields: [] },
  ]);
  database.reject(new Error("connection lost"));
  await card.stop();
  expect(card.logged).toEqual(["after a card was answered"]);
});
