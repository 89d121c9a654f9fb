import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { VERSION } from "../src/version.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));

/** Which part of the system each part may know. Edges do not know each other; http reads Twilio's words. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/domain": [],
  "src/crm": ["src/domain"],
  "src/app": ["src/domain", "src/crm"],
  "src/db": ["src/domain", "src/crm", "src/app"],
  "src/jobs": ["src/domain", "src/crm", "src/app"],
  "src/telephony": ["src/domain", "src/crm", "src/app"],
  "src/notify": ["src/domain", "src/app"],
  "src/secrets": ["src/domain", "src/app"],
  "src/ops": ["src/domain", "src/app"],
  "src/http": ["src/domain", "src/crm", "src/app", "src/telephony", "src/secrets"],
  "src/mail": ["src/domain", "src/app"],
  "src/payments": ["src/domain", "src/app"],
  "src/oauth": ["src/domain", "src/crm", "src/app"],
  "src/sandbox": [],
  manifests: [],
  connectors: ["src/domain", "src/crm", "manifests"],
};
const mayUsePackages: Readonly<Record<string, RegExp>> = {
  "src/domain": /^(libphonenumber-js|sms-segments-calculator)/,
  // Schemas are zod; the testkit asserts without a test framework.
  "src/crm": /^(zod|node:assert\/strict)$/,
  "src/app": /^$/,
};
const partOf = (file: string): string | null =>
  Object.keys(mayImport).find((part) => file.startsWith(`${part}/`)) ?? null;

describe("the layers", () => {
  for (const [part, allowed] of Object.entries(mayImport)) {
    it(`${part} knows only ${[...allowed, "itself"].join(", ")}`, () => {
      const strays: string[] = [];
      for (const file of filesIn(part)) {
        for (const [, target = ""] of readFileSync(join(root, file), "utf8").matchAll(
          /(?:from|import) "([^"]+)"/g,
        )) {
          if (target.startsWith(".")) {
            const other = relative(root, join(root, dirname(file), target));
            if (partOf(other) !== part && !allowed.includes(partOf(other) ?? ""))
              strays.push(`${file} → ${other}`);
          } else if (mayUsePackages[part] !== undefined && !mayUsePackages[part].test(target))
            strays.push(`${file} → ${target}`);
        }
      }
      expect(strays).toEqual([]);
    });
  }

  it("only config.ts and the command line read the environment", () => {
    const readers = [...filesIn("src"), ...filesIn("connectors")].filter((file) =>
      /process\.env/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(readers).toEqual(["src/cli.ts", "src/db/embedded/unprivileged.ts"]);
  });

  it("the version is the package's", () =>
    expect(VERSION).toBe(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version));
});
