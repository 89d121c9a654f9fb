/**
 * Writes the package's project for one deployment: `npm run salesforce:package`. In the sources the deployment is
 * called https://textback.invalid and sends from 192.0.2.1; sfdx's own replacements know no lists.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PLACEHOLDER = "https://textback.invalid";
const SUPPORT_PLACEHOLDER = "support@textback.invalid";
const RANGE = /( *<tokenIpRanges>.*?<\/tokenIpRanges>\n)/s;
const ADDRESS_PLACEHOLDER = "192.0.2.1";
const SOURCE = fileURLToPath(new URL("../manifests/salesforce/package/", import.meta.url));
const TARGET = fileURLToPath(new URL("../dist/salesforce-package/", import.meta.url));

export interface Deployment {
  /** As Salesforce sees it; https, since it frames nothing else. */
  readonly publicUrl: string;
  readonly supportEmail: string;
  /** Comma-separated: where the service's requests come from. */
  readonly outgoingIps: string;
}

/**
 * @returns the project's files by their path
 * @throws Error when Salesforce could not do with it
 */
export async function salesforcePackage({
  publicUrl,
  supportEmail,
  outgoingIps,
}: Deployment): Promise<ReadonlyMap<string, string>> {
  const url = URL.parse(publicUrl);
  if (url?.protocol !== "https:" || url.search !== "" || url.hash !== "")
    throw new Error("PUBLIC_URL must be the https address under which people reach the service.");
  if (!/^[^\s@<>&]+@[^\s@<>&]+$/.test(supportEmail))
    throw new Error(
      "TEXTBACK_SUPPORT_EMAIL must be an e-mail address: Salesforce shows it to your customers.",
    );
  const ips = addressesIn(outgoingIps);
  const address = url.href.replace(/\/+$/, "");
  const names = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  return new Map(
    await Promise.all(
      names
        .filter((each) => each.isFile())
        .map(async ({ parentPath, name }) => {
          const path = join(parentPath, name);
          const text = await readFile(path, "utf8");
          const made = text
            .replaceAll(PLACEHOLDER, address)
            .replaceAll(SUPPORT_PLACEHOLDER, supportEmail)
            // Each address is a range of one.
            .replace(RANGE, (range) => ips.map((ip) => range.replaceAll(ADDRESS_PLACEHOLDER, ip)).join(""));
          return [path.slice(SOURCE.length), made] as const;
        }),
    ),
  );
}

function addressesIn(list: string): readonly string[] {
  const ips = list.split(",").map((each) => each.trim());
  const wrong = ips.filter((ip) => isIP(ip) === 0);
  if (wrong.length > 0)
    throw new Error(
      `TEXTBACK_OUTGOING_IPS must be the IP addresses that the service's requests come from, comma-separated${list === "" ? "" : `; not one: ${wrong.join(", ")}`}.`,
    );
  return [...new Set(ips)];
}

async function write(): Promise<void> {
  const files = await salesforcePackage({
    publicUrl: process.env.PUBLIC_URL ?? "",
    supportEmail: process.env.TEXTBACK_SUPPORT_EMAIL ?? "",
    outgoingIps: process.env.TEXTBACK_OUTGOING_IPS ?? "",
  });
  await rm(TARGET, { recursive: true, force: true });
  for (const [path, text] of files) {
    await mkdir(dirname(join(TARGET, path)), { recursive: true });
    await writeFile(join(TARGET, path), text);
  }
  process.stdout.write(
    `${files.size} files in dist/salesforce-package. Make the version there: sf package version create\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await write().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
