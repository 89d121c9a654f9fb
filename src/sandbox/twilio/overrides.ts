/** The connection overrides in an address's fragment (docs/usage/webhooks/webhooks-connection-overrides). */

export interface Overrides {
  readonly retries: number;
  /** After what it is tried again: `4xx`, `5xx`, `ct`, `rt`, `all`. */
  readonly after: ReadonlySet<string>;
  readonly connectMs: number;
  readonly readMs: number;
  readonly totalMs: number;
}

const parsed = new Map<string, Overrides>();
const MOST_FRAGMENTS = 100;

const between = (text: string | null, least: number, most: number, otherwise: number): number => {
  const number = Number.parseInt(text ?? "", 10);
  return Number.isNaN(number) ? otherwise : Math.min(most, Math.max(least, number));
};

export function overridesOf(fragment: string): Overrides {
  const known = parsed.get(fragment);
  if (known !== undefined) return known;
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const overrides: Overrides = {
    retries: between(values.get("rc"), 0, 5, 1),
    after: new Set((values.get("rp") ?? "ct").split(",")),
    connectMs: between(values.get("ct"), 100, 10_000, 5_000),
    readMs: between(values.get("rt"), 100, 15_000, 15_000),
    totalMs: between(values.get("tt"), 100, 15_000, 15_000),
  };
  if (parsed.size < MOST_FRAGMENTS) parsed.set(fragment, overrides);
  return overrides;
}
