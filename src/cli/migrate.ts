import type { Config } from "../config.ts";
import { migrateToLatest } from "../db/migrate.ts";
import { out } from "./output.ts";
import { withDatabase } from "./with-database.ts";

export const migrateCommand = (config: Config): Promise<void> =>
  withDatabase(config, async (url) => {
    await migrateToLatest(url);
    out("The database is up to date.");
  });
