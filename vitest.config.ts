import { defineConfig } from "vitest/config";

const patient = { pool: "forks", testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
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
    ],
  },
});
