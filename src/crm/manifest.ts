/**
 * A connector's description as data. The settings page, the OAuth request, the validation of what people type
 * and the masking of secrets are made from it, so that a new connector needs no line in the service.
 */
import { z } from "zod";
import { OperatorError } from "../domain/errors.ts";

const httpsUrl = z.url({ protocol: /^https$/, error: "must be an https address" });

const field = z
  .strictObject({
    label: z.string().min(1),
    type: z.enum(["string", "number", "boolean"]),
    help: z.string().optional(),
    required: z.boolean().default(false),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    /** The values a person may choose from. */
    choices: z.array(z.string()).min(1).optional(),
    /** A regular expression that the whole value has to match. */
    pattern: z.string().optional(),
    maxLength: z.int().min(1).max(10_000).default(200),
  })
  .refine((each) => each.default === undefined || typeof each.default === each.type, {
    path: ["default"],
    message: "must be of the field's type",
  });

const credential = z.strictObject({
  label: z.string().min(1),
  help: z.string().optional(),
  required: z.boolean().default(false),
  /** Never shown again, never logged. */
  secret: z.boolean().default(true),
  /** Who gives it: a person types it, or the OAuth exchange answers it. */
  from: z.enum(["person", "oauth"]).default("person"),
  pattern: z.string().optional(),
  maxLength: z.int().min(1).max(10_000).default(4_000),
});

/** A part of the token endpoint's answer: the first group of the pattern, in this field. */
const answerPart = z.strictObject({ field: z.string().min(1), pattern: z.string().default("(.+)") });
const host = z.string().regex(/^[a-z0-9.-]+$/, "must be a host name");

const oauth = z.strictObject({
  authorizeUrl: httpsUrl,
  tokenUrl: httpsUrl,
  revokeUrl: httpsUrl.optional(),
  /** Asked with DELETE and the access token when a business disconnects: some marketplaces want to be told. */
  uninstallUrl: httpsUrl.optional(),
  /** All that is asked for, and nothing else: the vendors compare. */
  scopes: z.array(z.string().min(1)).min(1),
  pkce: z.boolean().default(false),
  /**
   * What the token endpoint's answer is kept as: our credential → its field. `expires_at` is a field too, made
   * from `expires_in`: what is about to expire is renewed before it is used.
   */
  credentials: z.record(z.string(), z.string()),
  /** Which account of the CRM it is. One account belongs to one business. */
  account: answerPart,
  /** Who of that account said yes. */
  user: answerPart.optional(),
  /** Where the addresses above are served too: sandboxes, and hosts of the customers' own. Nothing else is called. */
  hosts: z
    .strictObject({
      choices: z.record(z.string(), z.strictObject({ label: z.string().min(1), host })),
      custom: z
        .strictObject({ label: z.string().min(1), help: z.string().optional(), pattern: z.string() })
        .optional(),
      /** The credential that names the host where access is renewed and revoked. */
      credential: z.string(),
    })
    .optional(),
  /** A package has to be installed first; when it was not, the vendor refuses in one of these words. */
  packageFirst: z.strictObject({ refusals: z.array(z.string().min(1)).min(1) }).optional(),
  /** A grant that nobody used for so long is renewed: some die of it, and of others nobody says that they ended. */
  renewAfterDays: z.int().min(1).optional(),
});
export type OAuthManifest = z.infer<typeof oauth>;

const connect = z.discriminatedUnion("method", [
  z.strictObject({ method: z.literal("none") }),
  z.strictObject({ method: z.literal("token") }),
  /** A token that a person typed in is taken too, when the credentials name one that is `from` a person. */
  z.strictObject({ method: z.literal("oauth"), oauth }),
]);

/** Below PUBLIC_URL. */
const publicPath = z.string().regex(/^\/[a-z0-9/-]*$/, "must be a path below the public address");

/** What the CRM's marketplace shows of us. */
const listing = z.strictObject({
  name: z.string().min(1).max(60),
  tagline: z.string().min(1).max(120),
  description: z.string().min(1).max(4_000),
  features: z.array(z.string().min(1).max(200)).min(1).max(10),
  /** Why each scope of `connect.oauth` is asked for: of all of them, and of no other. */
  scopes: z.record(z.string(), z.string().min(1)),
  /** What goes from us to the CRM, and from there to us. */
  sharedData: z
    .array(
      z.strictObject({
        object: z.string().min(1),
        direction: z.enum(["reads", "writes", "both"]),
        what: z.string().min(1),
      }),
    )
    .min(1),
  links: z.strictObject({
    setup: publicPath,
    support: publicPath,
    privacy: publicPath,
    terms: publicPath,
    pricing: publicPath,
  }),
});

export const ABILITIES = [
  "find_by_phone",
  "create_lead",
  "log_calls",
  "log_texts",
  "amend",
  // Those below a connector may do without.
  "move",
  "retire",
  "mirror_consent",
  "backfill",
] as const;
export type Ability = (typeof ABILITIES)[number];

export const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "must be lower-case letters, digits and dashes"),
  label: z.string().min(1).max(60),
  summary: z.string().min(1).max(300),
  contractVersion: z.int().min(1),
  connect,
  credentials: z.record(z.string(), credential),
  settings: z.record(z.string(), field),
  abilities: z.array(z.enum(ABILITIES)),
  /** The CRM shows our pages within its own: only these may frame them. */
  frames: z.array(z.string().regex(/^https:\/\/(\*\.)?[a-z0-9.-]+$/, "must be an https origin")).optional(),
  listing: listing.optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What is wrong with a manifest, all of it at once, and whose it is. */
export class ManifestError extends OperatorError {
  constructor(whose: string, problems: readonly string[]) {
    super(`The connector ${whose} cannot be used:\n${problems.map((each) => `  ${each}`).join("\n")}`);
    this.name = "ManifestError";
  }
}

/** @throws ManifestError */
export function readManifest(raw: unknown, whose: string): Manifest {
  const parsed = manifestSchema.safeParse(raw);
  if (!parsed.success) {
    throw new ManifestError(
      whose,
      parsed.error.issues.map((issue) => `${issue.path.join(".") || "manifest"}: ${issue.message}`),
    );
  }
  const { connect: how, credentials, settings, abilities, listing: listed } = parsed.data;
  const problems = [
    ...(abilities.includes("retire") && !abilities.includes("move")
      ? ["abilities: a record is retired once everything was moved away, so retire needs move"]
      : []),
    ...(how.method === "none" && Object.keys(credentials).length > 0
      ? ["credentials: none are needed when connect.method is none"]
      : []),
    ...(how.method === "token" && !Object.values(credentials).some((each) => each.from === "person")
      ? ["credentials: connect.method is token, but there is none that a person gives"]
      : []),
    ...(how.method === "oauth"
      ? Object.keys(how.oauth.credentials)
          .filter((name) => credentials[name] === undefined)
          .map((name) => `connect.oauth.credentials.${name}: is not among the credentials`)
      : []),
    ...(how.method === "oauth"
      ? oauthPatterns(how.oauth).flatMap(([name, pattern]) =>
          isPattern(pattern) ? [] : [`connect.oauth.${name}.pattern: is no regular expression`],
        )
      : []),
    ...(listed === undefined ? [] : scopeProblems(how, Object.keys(listed.scopes))),
    ...Object.entries({ ...credentials, ...settings }).flatMap(([name, { pattern }]) =>
      pattern === undefined || isPattern(pattern) ? [] : [`${name}.pattern: is no regular expression`],
    ),
  ];
  if (problems.length > 0) throw new ManifestError(whose, problems);
  return parsed.data;
}

const oauthPatterns = ({ account, user, hosts }: OAuthManifest): readonly (readonly [string, string])[] => [
  ["account", account.pattern],
  ...(user === undefined ? [] : [["user", user.pattern] as const]),
  ...(hosts?.custom === undefined ? [] : [["hosts.custom", hosts.custom.pattern] as const]),
];

const scopeProblems = (how: z.infer<typeof connect>, explained: readonly string[]): readonly string[] => {
  const asked = how.method === "oauth" ? how.oauth.scopes : [];
  return [
    ...asked
      .filter((scope) => !explained.includes(scope))
      .map((scope) => `${scope}: is asked for, and not explained`),
    ...explained
      .filter((scope) => !asked.includes(scope))
      .map((scope) => `${scope}: is explained, and not asked for`),
  ].map((problem) => `listing.scopes.${problem}`);
};

function isPattern(source: string): boolean {
  try {
    return new RegExp(source).source !== "";
  } catch {
    return false;
  }
}

export interface Checked<T> {
  readonly values: T;
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

/** What a person gave as credentials, against what the manifest asks of a person. */
export function checkCredentials(
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
): Checked<Record<string, string>> {
  const asked = Object.entries(manifest.credentials).filter(([, each]) => each.from === "person");
  const problems = unknownNames(given, asked, "credentials");
  for (const [name, { label, required, pattern, maxLength }] of asked) {
    const value = given[name] ?? "";
    const field = `credentials.${name}`;
    if (value === "") {
      if (required) problems.push({ field, message: `is needed: ${label}` });
    } else problems.push(...textProblems(field, value, pattern, maxLength));
  }
  return { values: { ...given }, problems };
}

/** The settings given, with the manifest's defaults for the others. */
export function checkSettings(
  manifest: Manifest,
  given: Readonly<Record<string, unknown>>,
): Checked<Record<string, unknown>> {
  const asked = Object.entries(manifest.settings);
  const problems = unknownNames(given, asked, "settings");
  const values: Record<string, unknown> = {};
  for (const [name, spec] of asked) {
    const value = given[name] ?? spec.default;
    const field = `settings.${name}`;
    if (value === undefined) {
      if (spec.required) problems.push({ field, message: `is needed: ${spec.label}` });
      continue;
    }
    values[name] = value;
    if (typeof value !== spec.type) problems.push({ field, message: `must be a ${spec.type}` });
    else if (spec.choices !== undefined && !spec.choices.includes(String(value)))
      problems.push({ field, message: `must be one of ${spec.choices.join(", ")}` });
    else if (typeof value === "string")
      problems.push(...textProblems(field, value, spec.pattern, spec.maxLength));
  }
  return { values, problems };
}

const unknownNames = (
  given: Readonly<Record<string, unknown>>,
  asked: readonly (readonly [string, unknown])[],
  where: string,
) => {
  const known = asked.map(([name]) => name);
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      field: `${where}.${name}`,
      message: known.length === 0 ? "is not needed here" : `is not known; known: ${known.join(", ")}`,
    }));
};

const textProblems = (field: string, value: string, pattern: string | undefined, maxLength: number) => [
  ...(value.length > maxLength ? [{ field, message: `must be at most ${maxLength} characters long` }] : []),
  ...(pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(value)
    ? [{ field, message: `must match ${pattern}` }]
    : []),
];

/** What may be shown of credentials: of a secret, only whether it is there. */
export const maskCredentials = (
  manifest: Manifest,
  credentials: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => [
      name,
      manifest.credentials[name]?.secret === false ? value : "••••",
    ]),
  );
