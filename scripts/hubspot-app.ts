/**
 * Writes the app project that is uploaded to HubSpot, for one deployment: `npm run hubspot:app`. In the sources the
 * deployment is called https://textback.example.com; HubSpot's projects know no variables that reach their addresses.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PLACEHOLDER = "https://textback.example.com";
const SUPPORT_PLACEHOLDER = "support@example.com";
const SOURCE = fileURLToPath(new URL("../manifests/hubspot/app/", import.meta.url));
const TARGET = fileURLToPath(new URL("../dist/hubspot-app/", import.meta.url));

export interface Deployment {
  /** As HubSpot sees it; https, since HubSpot asks nothing else. */
  readonly publicUrl: string;
  readonly supportEmail: string;
}

/**
 * @returns the project's files by their path
 * @throws Error when HubSpot could not reach such an address
 */
export async function hubspotApp({
  publicUrl,
  supportEmail,
}: Deployment): Promise<ReadonlyMap<string, string>> {
  const url = URL.parse(publicUrl);
  if (url?.protocol !== "https:" || url.hostname === "localhost" || url.search !== "" || url.hash !== "")
    throw new Error("PUBLIC_URL must be the https address under which HubSpot reaches the service.");
  if (!/^\S+@\S+$/.test(supportEmail))
    throw new Error("TEXTBACK_SUPPORT_EMAIL must be an e-mail address: HubSpot shows it to your customers.");
  const address = url.href.replace(/\/+$/, "");
  const names = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile() && !each.parentPath.includes("node_modules"));
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const text = await readFile(path, "utf8");
        const made = text.replaceAll(PLACEHOLDER, address).replaceAll(SUPPORT_PLACEHOLDER, supportEmail);
        return [path.slice(SOURCE.length), made] as const;
      }),
    ),
  );
}

async function write(): Promise<void> {
  const files = await hubspotApp({
    publicUrl: process.env.PUBLIC_URL ?? "",
    supportEmail: process.env.TEXTBACK_SUPPORT_EMAIL ?? "",
  });
  await rm(TARGET, { recursive: true, force: true });
  for (const [path, text] of files) {
    await mkdir(dirname(join(TARGET, path)), { recursive: true });
    await writeFile(join(TARGET, path), text);
  }
  process.stdout.write(`${files.size} files in dist/hubspot-app. Upload them there: hs project upload\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await write().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
