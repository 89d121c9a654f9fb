/** The operator's console: how every business is at a glance, and what new lines start with. */
import { type LineDefaults, OUR_LINE_DEFAULTS, optionsOf } from "../../domain/settings.ts";
import { nextTextingState, type TextingState } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { BusinessHealth } from "../ports/console.ts";
import type { Page, PageRequest, Tx } from "../ports/index.ts";
import { DEFAULT_CONNECTION } from "../timeline/open-connector.ts";

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
  const settings = { ...OUR_LINE_DEFAULTS, ...(await tx.console.lineDefaults()) };
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
