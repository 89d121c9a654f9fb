/** What other settings of a line would have done with its last month of calls. Reads, and changes nothing. */
import { learnVoicemailStart } from "../../domain/answered-by.ts";
import { addUp, type BackTest, type ReplayedCall, replay } from "../../domain/back-test.ts";
import type { History } from "../../domain/back-test-history.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import { type LineChange, refuseLoop, settingsAfter } from "../manage.ts";
import type { Tx } from "../ports/index.ts";
import { policyOf } from "./weigh-text-back.ts";

export const BACK_TEST_DAYS = 30;
/** The newest so many; a line with more has them within fewer days. */
const MAX_CALLS = 5_000;
const DAY_MS = 86_400_000;
/** Calls are waiting on this thread: after so many replayed ones they get their turn. */
const CALLS_PER_TURN = 100;

export interface BackTestTable {
  /** False while another back-test of this business runs. Held until the end of the transaction. */
  takeTurn(businessId: string): Promise<boolean>;
  /** The newest calls to this line since then that are over, and all that bears on them. */
  history(
    businessId: string,
    line: E164,
    since: Date,
    maxCalls: number,
  ): Promise<{ readonly history: History; readonly cut: boolean }>;
}

export interface LineBackTest extends BackTest {
  /** The first moment that is looked at. */
  readonly since: Date;
  readonly until: Date;
  /** There were more calls than are looked at. */
  readonly cut: boolean;
}

/** @throws Refusal `line_not_found`, `forward_loop`, `too_many_requests` */
export async function backTestLine(
  app: App,
  tx: Tx,
  businessId: string,
  number: E164,
  change: LineChange,
): Promise<LineBackTest> {
  const inUse = await tx.lines.findInUse(number);
  if (inUse === null || inUse.business.id !== businessId)
    throw new Refusal("line_not_found", "There is no such line.");
  const { line, business } = inUse;
  const settings = settingsAfter(line, change);
  await refuseLoop(tx, number, settings.forwardTo);
  if (!(await tx.backTests.takeTurn(businessId)))
    throw new Refusal("too_many_requests", "Other settings are just being tried out. Try again in a moment.");

  const until = app.clock.now();
  const since = new Date(until.getTime() - BACK_TEST_DAYS * DAY_MS);
  const { history, cut } = await tx.backTests.history(businessId, number, since, MAX_CALLS);
  const samples = await tx.calls.answerSamples(businessId, number);
  const comparison = {
    before: line,
    after: { ...policyOf({ line, business }), settings },
    learnedVoicemailSeconds: learnVoicemailStart(samples),
  };
  const replayed: ReplayedCall[] = [];
  for (const each of replay(history, comparison)) {
    replayed.push(each);
    if (replayed.length % CALLS_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { ...addUp(replayed), since: cut ? oldest(history, since) : since, until, cut };
}

const oldest = ({ calls }: History, otherwise: Date): Date => calls[0]?.occurredAt ?? otherwise;
