/** What an authorization server answered: a little JSON at most, of which nothing is taken for granted. */

const MAX_ANSWER_BYTES = 64 * 1_024;

export interface Answer {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    // A gateway's page: the status says enough.
    return {};
  }
}

export const partOf = (
  { fields }: Answer,
  { field, pattern }: { field: string; pattern: string },
): string | null => {
  const value = fields[field];
  return typeof value === "string" || typeof value === "number"
    ? (new RegExp(pattern).exec(String(value))?.[1] ?? null)
    : null;
};

/** Vendors that say what was granted say it as `scope` (RFC 6749), or as a list. */
export function missingScopes({ fields }: Answer, asked: readonly string[]): readonly string[] {
  const said = fields.scopes ?? fields.scope;
  const granted = Array.isArray(said)
    ? said.map(String)
    : typeof said === "string"
      ? said.split(/[ ,]+/)
      : null;
  return granted === null ? [] : asked.filter((scope) => !granted.includes(scope));
}
