import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";

const production = {
  PUBLIC_URL: "https://textback.example.com",
  TEXTBACK_SECRET: "x".repeat(32),
  TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
};

describe("the environment", () => {
  it("with nothing set runs the sandbox", () =>
    expect(readConfig({})).toMatchObject({ sandbox: true, port: 3000, host: "127.0.0.1" }));
  it("with everything set runs production", () =>
    expect(readConfig(production)).toMatchObject({ sandbox: false, databaseUrl: null }));
  it("with TEXTBACK_SANDBOX=1 runs the sandbox whatever else is set", () =>
    expect(readConfig({ ...production, TEXTBACK_SANDBOX: "1" })).toMatchObject({
      sandbox: true,
      twilio: null,
    }));
  it("names further connectors, comma-separated", () =>
    expect(readConfig({ TEXTBACK_CONNECTORS: "textback-toy, @acme/textback-crm," }).connectors).toEqual([
      "textback-toy",
      "@acme/textback-crm",
    ]));
  it("with some of what production needs names all the rest", () => {
    expect(() => readConfig({ PUBLIC_URL: production.PUBLIC_URL })).toThrow(
      "TEXTBACK_SECRET, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN",
    );
    expect(() => readConfig({ DATABASE_URL: "postgres://db/x" })).toThrow("PUBLIC_URL, TEXTBACK_SECRET");
  });
  it.each([
    ["TEXTBACK_SECRET", { ...production, TEXTBACK_SECRET: "short" }, "at least 32 characters"],
    ["PORT", { PORT: "many" }, "must be a number"],
    ["PUBLIC_URL", { ...production, PUBLIC_URL: "ftp://x" }, "http(s)"],
    ["MAIL_FROM", { SMTP_URL: "smtps://mail.example.com" }, "set both"],
    ["STRIPE_WEBHOOK_SECRET", { STRIPE_SECRET_KEY: "sk_test_1" }, "set both"],
    ["STRIPE_SECRET_KEY", { STRIPE_WEBHOOK_SECRET: "whsec_1" }, "set both"],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: "pk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" }, "sk_"],
    ["SMTP_URL", { SMTP_URL: "https://mail.example.com", MAIL_FROM: "a@example.com" }, "smtps://"],
    ["TWILIO_ACCOUNT_SID", { ...production, TWILIO_ACCOUNT_SID: "nonsense" }, "AC and 32 hex digits"],
  ])("with a wrong %s says so", (name, env, rule) => {
    expect(() => readConfig(env)).toThrow(name);
    expect(() => readConfig(env)).toThrow(rule);
  });
});
