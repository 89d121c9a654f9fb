import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

it("SECURITY.md names only files that there are, and only tests that say what it quotes", () => {
  const text = readFileSync(`${root}SECURITY.md`, "utf8");
  const links = [...text.matchAll(/\]\(([^)#]+)\)(?: "([^"]+)")?/g)];
  expect(links.length).toBeGreaterThan(60);
  for (const [, path = "", quoted] of links) {
    expect([path, existsSync(`${root}${path}`)]).toEqual([path, true]);
    if (quoted !== undefined) expect(readFileSync(`${root}${path}`, "utf8")).toContain(quoted);
  }
});
