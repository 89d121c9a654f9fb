/** The stories that `simulate` can play, by name. */
import { CALL_STORIES } from "./stories/calls.ts";
import { LATER_STORIES } from "./stories/later.ts";
import { OWNER_STORIES } from "./stories/owner.ts";
import { TEXT_STORIES } from "./stories/texts.ts";

export const SCENARIOS = { ...CALL_STORIES, ...TEXT_STORIES, ...OWNER_STORIES, ...LATER_STORIES };

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];
