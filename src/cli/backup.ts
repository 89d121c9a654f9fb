import type { Config } from "../config.ts";
import { backup, restore } from "../db/backup.ts";
import { openPool } from "../db/connect.ts";
import { DEFAULT_SCHEMA, migrateToLatest } from "../db/migrate.ts";
import { sealer } from "../secrets/sealer.ts";
import { out } from "./output.ts";
import { secretOf, withDatabase } from "./with-database.ts";

export const backupCommand = (config: Config, file: string): Promise<void> =>
  withDatabase(config, async (url) => {
    const pool = openPool(url, 1);
    try {
      const rows = await backup(pool, DEFAULT_SCHEMA, sealer(await secretOf(config)), file);
      out(`${rows} rows written to ${file}. Keep it with the secret: neither is of use without the other.`);
    } finally {
      await pool.end();
    }
  });

export const restoreCommand = (config: Config, file: string): Promise<void> =>
  withDatabase(config, async (url) => {
    await migrateToLatest(url);
    const pool = openPool(url, 1);
    try {
      const rows = await restore(
        pool,
        DEFAULT_SCHEMA,
        sealer(await secretOf(config), config.earlierSecrets),
        file,
      );
      out(`${rows} rows restored.`);
    } finally {
      await pool.end();
    }
  });
