/** Salesforce metadata without an org: what kind of component each file is, and whether its elements are its type's. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { XMLParser, XMLValidator } from "fast-xml-parser";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where a component of each type stands, and the file that describes it. */
const PLACES: readonly (readonly [type: string, path: RegExp])[] = [
  ["ApexClass", /^classes\/(\w+)\.cls-meta\.xml$/],
  ["AuraDefinitionBundle", /^aura\/(\w+)\/\1\.cmp-meta\.xml$/],
  ["CspTrustedSite", /^cspTrustedSites\/(\w+)\.cspTrustedSite-meta\.xml$/],
  ["CustomField", /^objects\/(\w+\/fields\/\w+)\.field-meta\.xml$/],
  ["CustomTab", /^tabs\/(\w+)\.tab-meta\.xml$/],
  ["ExternalClientApplication", /^externalClientApps\/(\w+)\.eca-meta\.xml$/],
  ["ExtlClntAppCanvasSettings", /^extlClntAppCanvasSettings\/(\w+)\.ecaCanvas-meta\.xml$/],
  ["ExtlClntAppGlobalOauthSettings", /^extlClntAppGlobalOauthSets\/(\w+)\.ecaGlblOauth-meta\.xml$/],
  [
    "ExtlClntAppOauthSecuritySettings",
    /^extlClntAppOauthSecuritySettings\/(\w+)\.ecaOauthSecurity-meta\.xml$/,
  ],
  ["ExtlClntAppOauthSettings", /^extlClntAppOauthSettings\/(\w+)\.ecaOauth-meta\.xml$/],
  ["LightningComponentBundle", /^lwc\/(\w+)\/\1\.js-meta\.xml$/],
  ["PermissionSet", /^permissionsets\/(\w+)\.permissionset-meta\.xml$/],
];
/** What stands beside its description: a class without one is left out of the package, and nobody is told. */
const SOURCES: readonly RegExp[] = [
  /^classes\/(\w+)\.cls$/,
  /^aura\/(\w+)\/\1\.cmp$/,
  /^lwc\/(\w+)\/\1\.(?:js|html|css)$/,
];
/** Its elements for the pages it may stand on are kept as text by the API. */
const UNTYPED = new Set(["LightningComponentBundle"]);

export interface Component {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** The root's elements; text stays text. */
  // biome-ignore lint/suspicious/noExplicitAny: what the XML holds is looked at, not computed with
  readonly fields: Record<string, any>;
}

export interface Folder {
  readonly components: readonly Component[];
  readonly sources: readonly string[];
  /** Files that are neither: in the wrong place, or of another name than their folder. */
  readonly strays: readonly string[];
}

const parser = new XMLParser({ ignoreAttributes: true, ignoreDeclaration: true, parseTagValue: false });

export async function readFolder(folder: string): Promise<Folder> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const components: Component[] = [];
  const sources: string[] = [];
  const strays: string[] = [];
  for (const path of paths) {
    const place = PLACES.find(([, pattern]) => pattern.test(path));
    if (place !== undefined) components.push(await componentOf(folder, path, place));
    else if (SOURCES.some((pattern) => pattern.test(path))) sources.push(path);
    else strays.push(path);
  }
  return { components, sources, strays };
}

async function componentOf(
  folder: string,
  path: string,
  [type, pattern]: readonly [string, RegExp],
): Promise<Component> {
  const text = await readFile(join(folder, path), "utf8");
  return { type, path, text, name: pattern.exec(path)?.[1] ?? "", fields: parser.parse(text)[type] ?? {} };
}

/** The sources that no description stands beside. */
export const undescribed = ({ components, sources }: Folder): readonly string[] =>
  sources.filter(
    (source) => !components.some(({ path }) => path.startsWith(source.replace(/\.(?:js|html|css)$/, ".js"))),
  );

const plainOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainOf(each)]));
  if (value === "true" || value === "false") return value === "true";
  return /^\d+(\.\d+)?$/.test(String(value)) ? Number(value) : value;
};

/** One element stands for a list of one, and a list that is empty is not written at all. */
const PRELUDE = `import type * as M from "@salesforce/types/metadata";
type IsList<T> = NonNullable<T> extends readonly unknown[] ? true : false;
type Xml<T> = T extends readonly (infer U)[] ? Xml<U> | Xml<U>[]
  : T extends object ? { [K in keyof T as IsList<T[K]> extends true ? never : K]: Xml<T[K]> }
    & { [K in keyof T as IsList<T[K]> extends true ? K : never]?: Xml<NonNullable<T[K]>> }
  : T;
`;

/** @returns what is wrong, each with its file: malformed XML, and what the compiler says of the elements */
export async function problemsIn(
  files: readonly Pick<Component, "type" | "path" | "text">[],
): Promise<readonly string[]> {
  const malformed = files.flatMap(({ path, text }) => {
    const verdict = XMLValidator.validate(text);
    return verdict === true ? [] : [`${basename(path)}: ${verdict.err.msg}`];
  });
  if (malformed.length > 0) return malformed;
  const typed = files.filter(({ type }) => !UNTYPED.has(type));
  const lines = typed.map(({ type, text }, i) => {
    const [[element = "", fields] = []] = Object.entries(parser.parse(text));
    // The name of the root is the name of the type: another root is another type.
    return `export const c${i} = ${JSON.stringify(plainOf(fields))} satisfies Xml<M.${element === type ? type : `NotA${type}`}>;`;
  });
  const said = await compile(PRELUDE + lines.join("\n"));
  const first = PRELUDE.split("\n").length;
  return said.map((line) => {
    const [, row = "", words = ""] = /\((\d+),\d+\): (.*)/.exec(line) ?? [];
    return `${basename(typed[Number(row) - first]?.path ?? "")}: ${words || line}`;
  });
}

async function compile(source: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "textback-metadata-"));
  try {
    await writeFile(join(folder, "metadata.ts"), source);
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          noEmit: true,
          strict: true,
          skipLibCheck: true,
          module: "nodenext",
          types: [],
          paths: {
            "@salesforce/types/metadata": [
              join(
                dirname(fileURLToPath(import.meta.resolve("@salesforce/types/metadata"))),
                "metadata.d.ts",
              ),
            ],
          },
        },
        files: ["metadata.ts"],
      }),
    );
    await promisify(execFile)(process.execPath, [
      join(root, "node_modules/typescript/bin/tsc"),
      "-p",
      folder,
      "--pretty",
      "false",
    ]);
    return [];
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined) throw error;
    return stdout.split("\n").filter((line) => /^\S.*error TS/.test(line));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
