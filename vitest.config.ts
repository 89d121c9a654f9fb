import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

/** HubSpot runs extensions with the React that its own package brings; our page has a newer one. */
const theirReact = (name: string): string =>
  fileURLToPath(import.meta.resolve(`./node_modules/@hubspot/ui-extensions/node_modules/react/${name}.js`));

/** A shared machine may pause for seconds: what waits on real time is tried once more there, and said to be so. */
const retry = process.env.CI === undefined ? 0 : 1;
const patient = {
  pool: "forks",
  testTimeout: 30_000,
  hookTimeout: 60_000,
  retry,
  expect: { poll: { timeout: 5_000 } },
} as const;

/** The longest of all projects, which would otherwise begin last and go on alone at the end. */
const LONGEST = [
  "web/pages",
  "web/journeys",
  "web/panels",
  "journeys/command-line",
  "journeys/kill",
  "cli/scenarios",
  "journeys/hubspot-load",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer["sort"]>[0]) {
    const rank = ({ moduleId }: (typeof files)[number]) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...patient,
          name: "service",
          include: ["test/**/*.test.ts"],
          exclude: ["test/web/**", "test/browser/**"],
          globalSetup: ["test/support/postgres.ts"],
        },
      },
      {
        // The whole service in a Chromium.
        test: {
          ...patient,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts", "test/web/support/built.ts"],
        },
      },
      {
        // Needs no database: the built page and a Chromium instead.
        test: {
          ...patient,
          name: "web",
          include: ["test/web/**/*.test.ts"],
          globalSetup: ["test/web/support/built.ts"],
        },
      },
      {
        // Our card and our page in HubSpot, drawn by HubSpot's own renderer.
        resolve: {
          alias: [
            { find: /^react$/, replacement: theirReact("index") },
            { find: "react/jsx-runtime", replacement: theirReact("jsx-runtime") },
            { find: "react/jsx-dev-runtime", replacement: theirReact("jsx-dev-runtime") },
          ],
        },
        test: {
          ...patient,
          name: "hubspot-app",
          include: ["test/hubspot-app/**/*.test.tsx"],
        },
      },
    ],
  },
});
