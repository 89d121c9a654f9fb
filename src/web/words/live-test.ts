/** The live test of a line, step by step, in the owner's words. */
import type { LiveTest } from "../api/shapes.ts";

export interface TestStep {
  readonly title: string;
  readonly state: "waiting" | "running" | "done" | "failed";
  /** Why it failed, and what to do. */
  readonly words: string | null;
}

export function testSteps({ state, steps, problem }: LiveTest): readonly TestStep[] {
  const over = state === "failed" || state === "expired";
  const failure =
    state === "failed"
      ? problem === null
        ? "The text did not get through. The conversation in the inbox says why."
        : `${problem.forOwner} ${problem.whatToDo}`
      : null;
  const all = [
    { title: "Your call arrives here", at: steps.called },
    { title: "It counts as missed", at: steps.missed },
    { title: "The text leaves", at: steps.texted },
    { title: "The text arrives on your phone", at: steps.delivered },
  ];
  const next = all.findIndex(({ at }) => at === null);
  return all.map(({ title, at }, index): TestStep => {
    if (at !== null) return { title, state: "done", words: null };
    if (index !== next) return { title, state: "waiting", words: null };
    if (failure !== null) return { title, state: "failed", words: failure };
    return { title, state: over ? "waiting" : "running", words: null };
  });
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
