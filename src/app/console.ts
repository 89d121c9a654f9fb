/** The operator's console: how every business is at a glance, and what new lines start with. */
import { DEFAULT_OPTIONS, DEFAULT_RING_SECONDS, type LineOptions, optionsOf } from "../domain/settings.ts";
import { DEFAULT_MESSAGE } from "../domain/template.ts";
import { nextTextingState, type TextingState } from "../domain/texting-state.ts";
import type { App } from "./context.ts";
import { DEFAULT_CONNECTION } from "./drain-caller.ts";
import type { Page, PageRequest, Tx } from "./ports.ts";

/** What a new line starts with; its number and its phones are always its own. */
export interface LineDefaults extends LineOptions {
  readonly enabled: boolean;
  readonly ringTimeoutSeconds: number;
  readonly message: string;
}

const OUR_DEFAULTS: LineDefaults = {
  ...DEFAULT_OPTIONS,
  enabled: true,
  ringTimeoutSeconds: DEFAULT_RING_SECONDS,
  message: DEFAULT_MESSAGE,
};

/** One business as the tables have it. */
export interface Standing {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly createdAt: Date;
  readonly lines: readonly { readonly forwards: boolean; readonly texting: TextingState | null }[];
  readonly credits: number;
  /** `null`: it keeps its leads here. */
  readonly connector: string | null;
  readonly health: string | null;
  readonly pending: number;
  readonly failed: number;
  readonly openNotices: number;
  readonly lastCallAt: Date | null;
}

export interface ConsoleTable {
  /** The oldest first; `search` is a part of a name. */
  standings(search: string, page: PageRequest): Promise<Page<Standing>>;
  /** What the operator chose; the rest is ours. */
  lineDefaults(): Promise<Partial<LineDefaults>>;
  putLineDefaults(settings: Partial<LineDefaults>, at: Date): Promise<void>;
}

export interface BusinessHealth extends Omit<Standing, "lines" | "connector" | "health"> {
  readonly connector: string;
  readonly health: string;
  readonly lines: number;
  readonly forwarding: number;
  /** Lines whose texts the carriers hold. */
  readonly notTexting: number;
}

export async function businessesAtAGlance(
  app: App,
  tx: Tx,
  search: string,
  page: PageRequest,
): Promise<Page<BusinessHealth>> {
  const { items, next } = await tx.console.standings(search.trim(), page);
  const tick = { kind: "tick", at: app.clock.now() } as const;
  const holds = (texting: TextingState | null): boolean =>
    texting !== null && nextTextingState(texting, tick).status !== "ready";
  return {
    next,
    items: items.map(({ lines, connector, health, ...rest }) => ({
      ...rest,
      connector: connector ?? DEFAULT_CONNECTION.connector,
      health: health ?? DEFAULT_CONNECTION.health,
      lines: lines.length,
      forwarding: lines.filter(({ forwards }) => forwards).length,
      notTexting: lines.filter(({ texting }) => holds(texting)).length,
    })),
  };
}

export async function lineDefaults(tx: Tx): Promise<LineDefaults> {
  const settings = { ...OUR_DEFAULTS, ...(await tx.console.lineDefaults()) };
  const { enabled, ringTimeoutSeconds, message } = settings;
  return { enabled, ringTimeoutSeconds, message, ...optionsOf(settings) };
}

/** Lines that exist keep what they have. */
export async function changeLineDefaults(
  app: App,
  tx: Tx,
  change: Partial<LineDefaults>,
): Promise<LineDefaults> {
  const at = app.clock.now();
  await tx.console.putLineDefaults({ ...(await tx.console.lineDefaults()), ...change }, at);
  await tx.audit.write({
    businessId: null,
    actor: "operator",
    action: "line_defaults.change",
    detail: { fields: Object.keys(change) },
    at,
  });
  return lineDefaults(tx);
}
