/** The live test of a line, step by step, in the owner's words. */
import type { LiveTest } from "../api/shapes.ts";
import { liveTest } from "./en/live-test.ts";
import { saidInSpanish } from "./said.ts";

export interface TestStep {
  readonly title: string;
  readonly state: "waiting" | "running" | "done" | "failed";
  /** Why it failed, and what to do. */
  readonly words: string | null;
}

export function testSteps({ state, steps, problem }: LiveTest): readonly TestStep[] {
  const over = state === "failed" || state === "expired";
  const failure = state === "failed" ? (problem === null ? liveTest("failed") : problemWords(problem)) : null;
  const all = [
    { title: liveTest("steps.called"), at: steps.called },
    { title: liveTest("steps.missed"), at: steps.missed },
    { title: liveTest("steps.texted"), at: steps.texted },
    { title: liveTest("steps.delivered"), at: steps.delivered },
  ];
  const next = all.findIndex(({ at }) => at === null);
  return all.map(({ title, at }, index): TestStep => {
    if (at !== null) return { title, state: "done", words: null };
    if (index !== next) return { title, state: "waiting", words: null };
    if (failure !== null) return { title, state: "failed", words: failure };
    return { title, state: over ? "waiting" : "running", words: null };
  });
}

/** What a person does in a test that has not begun. */
export const stepsAhead = (number: string): readonly TestStep[] =>
  [liveTest("ahead.call", { number }), liveTest("ahead.listen"), liveTest("ahead.text")].map((title) => ({
    title,
    state: "waiting",
    words: null,
  }));

function problemWords(problem: NonNullable<LiveTest["problem"]>): string {
  const { forOwner, whatToDo } = saidInSpanish()?.deliveryErrorOf(problem.code) ?? problem;
  return `${forOwner} ${whatToDo}`;
}

/** A carrier that took the text and never says that it arrived is no failure of the line. */
const PATIENCE_MS = 60_000;

export const isUnconfirmed = ({ state, steps }: LiveTest, now: Date): boolean =>
  state === "running" && steps.texted !== null && now.getTime() - Date.parse(steps.texted) > PATIENCE_MS;

/** "9:05": what is left of the ten minutes. */
export function timeLeft(endsAt: string, now: Date): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(endsAt) - now.getTime()) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
