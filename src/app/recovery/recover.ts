/**
 * Nothing is missed while we were down: compares the carrier's own lists with our books and takes in, through the
 * same use cases as the webhooks and under the same keys, what no webhook told us. So it may run beside live
 * webhooks, twice, or be killed anywhere: what is known already changes nothing.
 *
 * All messages come before all calls, each caller's in the order in which they happened: by the time a missed call
 * is decided about, the caller's STOP has been heard, whichever came first.
 */
import { isSimulatedAccount } from "../../domain/demo.ts";
import type { App } from "../context.ts";
import type { LineInUse, SweptList } from "../ports/index.ts";
import { recoverCalls } from "./recover-calls.ts";
import { recoverMessages } from "./recover-messages.ts";
import {
  FARTHEST_BACK_MS,
  OVERLAP_MS,
  type Stretch,
  type SweptAccount,
  type SweptLine,
} from "./swept-account.ts";

export const RECOVER_EVERY_MS = 3 * 60_000;
const LONGEST_WAIT_MS = 30 * 60_000;
const DAY_MS = 24 * 3_600_000;

export interface Recovered {
  readonly calls: number;
  readonly texts: number;
  readonly reports: number;
}

export interface Recovery {
  /**
   * One sweep over all accounts. An account with trouble is put off, the others go on.
   * @param freshMs leaves out accounts that any process has swept within this time
   */
  run(signal: AbortSignal, freshMs?: number): Promise<Recovered>;
}

export function recovery(app: App): Recovery {
  const trouble = new Map<string, { times: number; until: number }>();
  return {
    async run(signal, freshMs = 0) {
      const total = { calls: 0, texts: 0, reports: 0 };
      for (const account of await accounts(app)) {
        const key = keyOf(account);
        const now = app.clock.now().getTime();
        if (signal.aborted) break;
        if ((trouble.get(key)?.until ?? 0) > now) continue;
        try {
          await app.store.exclusively(`recover:${key}`, async () => {
            const last = freshMs === 0 ? null : await app.store.read.recovery.point(key, "calls");
            if (last !== null && now - last.getTime() < freshMs) return;
            const found = await sweepAccount(app, account, signal);
            total.calls += found.calls;
            total.texts += found.texts;
            total.reports += found.reports;
          });
          trouble.delete(key);
        } catch (error) {
          if (signal.aborted) break;
          const times = (trouble.get(key)?.times ?? 0) + 1;
          const waitMs = Math.min(RECOVER_EVERY_MS * 2 ** (times - 1), LONGEST_WAIT_MS);
          // A little early, or the timer's next turn would just miss it.
          trouble.set(key, { times, until: now + waitMs - 10_000 });
          app.log.error({ err: error, account: key, waitMs }, "the carrier's lists could not be swept");
        }
      }
      if (total.calls + total.texts + total.reports > 0)
        app.log.info(total, "recovered what no webhook told us");
      return total;
    },
  };
}

const keyOf = ({ businessId }: SweptAccount): string => businessId ?? "operator";

async function accounts(app: App): Promise<readonly SweptAccount[]> {
  const { read } = app.store;
  const [inUse, since] = await Promise.all([read.lines.listInUse(), read.recovery.linesSince()]);
  const sinceOf = new Map(since.map((each) => [each.number, each.since]));
  const swept = inUse.flatMap((each): SweptLine[] => {
    // A demo's carrier lives in the process that plays with it, and forgets.
    if (isSimulatedAccount(each.carrierAccountSid ?? "")) return [];
    const lineSince = sinceOf.get(each.line.number);
    return lineSince === undefined ? [] : [{ ...each, since: lineSince }];
  });
  const ownerOf = ({ carrierAccountSid, business }: LineInUse) =>
    carrierAccountSid === null ? null : business.id;
  return [...Map.groupBy(swept, ownerOf)].map(([businessId, lines]) => {
    const businessIds = [...new Set(lines.map(({ business }) => business.id))];
    return {
      businessId,
      via: businessIds[0] ?? "",
      businessIds,
      lines: new Map(lines.map((each) => [each.line.number, each])),
    };
  });
}

async function sweepAccount(app: App, account: SweptAccount, signal: AbortSignal): Promise<Recovered> {
  const found = { calls: 0, texts: 0, reports: 0 };
  await alongList(app, account, "messages", signal, async (stretch) => {
    const { texts, reports } = await recoverMessages(app, stretch);
    found.texts += texts;
    found.reports += reports;
    return null;
  });
  await alongList(app, account, "calls", signal, async (stretch) => {
    const { calls, undecidedSince } = await recoverCalls(app, stretch);
    found.calls += calls;
    return undecidedSince;
  });
  return found;
}

/** From the last point to now, day by day. The point moves when all before it is committed, and never past what is open. */
async function alongList(
  app: App,
  account: SweptAccount,
  list: SweptList,
  signal: AbortSignal,
  take: (stretch: Stretch) => Promise<Date | null>,
): Promise<void> {
  const { recovery: points } = app.store.read;
  const now = app.clock.now();
  const key = keyOf(account);
  const oldestLine = Math.min(...[...account.lines.values()].map(({ since }) => since.getTime()));
  const point = (await points.point(key, list))?.getTime() ?? oldestLine;
  const from = Math.max(Math.min(point, now.getTime()) - OVERLAP_MS, now.getTime() - FARTHEST_BACK_MS);
  let open: Date | null = null;
  for (const [index, stretch] of daysOf(from, now.getTime()).entries()) {
    signal.throwIfAborted();
    const undecidedSince = await take({ account, ...stretch, isFirst: index === 0, signal });
    open = open ?? undecidedSince;
    const reached = stretch.to ?? now;
    const to = open !== null && open < reached ? open : reached;
    await points.movePoint({ account: key, businessId: account.businessId, list, to });
  }
}

/** Cut at midnight in UTC, where both readings of the carrier's date filters agree. The last has no end. */
function daysOf(from: number, now: number): { from: Date; to: Date | null }[] {
  const days: { from: Date; to: Date | null }[] = [];
  for (let start = from; ; ) {
    const end = (Math.floor(start / DAY_MS) + 1) * DAY_MS;
    if (end > now) return [...days, { from: new Date(start), to: null }];
    days.push({ from: new Date(start), to: new Date(end) });
    start = end;
  }
}
