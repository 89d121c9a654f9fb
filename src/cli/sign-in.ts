import { readFile } from "node:fs/promises";
import { makeOwnerLink, makeSignInLink } from "../app/people/sign-in.ts";
import { type Config, ConfigError } from "../config.ts";
import type { PostgresStore } from "../db/store.ts";
import { type SandboxFile, sandboxFile } from "../sandbox/demo.ts";
import { newId } from "../secrets/ids.ts";
import { tokens } from "../secrets/sign-in.ts";
import { out } from "./output.ts";
import { withDatabase } from "./with-database.ts";

const PAGE = 200;

/** Prints a one-time link: whoever may run this on the machine may sign in. */
export async function signInCommand(config: Config, options: { business?: string }): Promise<void> {
  const publicUrl = (config.publicUrl ?? (await sandboxUrl(config.dataDir))).replace(/\/+$/, "");
  const kit = { clock: { now: () => new Date() }, newId, tokens, publicUrl };
  await withDatabase(config, async (_url, store) => {
    const businessId = options.business === undefined ? null : await businessNamed(store, options.business);
    const { url, expiresAt } = await store.transaction((tx) =>
      businessId === null ? makeSignInLink(kit, tx, null) : makeOwnerLink(kit, tx, businessId),
    );
    out(url);
    out(
      `It works once, until ${expiresAt.toISOString()}. Whoever opens it is signed in: send it to nobody else.`,
    );
  });
}

async function sandboxUrl(dataDir: string): Promise<string> {
  try {
    const file: SandboxFile = JSON.parse(await readFile(sandboxFile(dataDir), "utf8"));
    return file.serviceUrl;
  } catch (cause) {
    throw new ConfigError(`No sandbox is running on ${dataDir}. Start it in another terminal: npm start`, {
      cause,
    });
  }
}

/** By its id, or by its name where only one bears it. */
async function businessNamed(store: PostgresStore, wanted: string): Promise<string> {
  const found: { id: string; name: string }[] = [];
  let after: string | null = null;
  do {
    const page = await store.read.businesses.list({ limit: PAGE, after });
    for (const { id, name } of page.items) {
      if (id === wanted) return id;
      if (name.toLowerCase() === wanted.toLowerCase()) found.push({ id, name });
    }
    after = page.next;
  } while (after !== null);
  const [only, another] = found;
  if (only === undefined)
    throw new ConfigError(`There is no business "${wanted}". List them: textback businesses`);
  if (another !== undefined)
    throw new ConfigError(
      `${found.length} businesses are named "${wanted}". Give the id: ${found.map(({ id }) => id).join(", ")}`,
    );
  return only.id;
}
