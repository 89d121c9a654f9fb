import { STAGES, type Stage } from "../../domain/lead-stages.ts";
import { leads } from "./en/leads.ts";

/** A lead may stand at a stage that this page does not know yet. */
export const stagesWith = (current: string): string[] =>
  (STAGES as readonly string[]).includes(current) ? [...STAGES] : [current, ...STAGES];

const isStage = (stage: string): stage is Stage => (STAGES as readonly string[]).includes(stage);

/** By its name in the books, which is English. */
export const stageWords = (stage: string): string => (isStage(stage) ? leads(`stages.${stage}`) : stage);

/** To choose from. */
export const stageChoices = (current: string): { value: string; label: string }[] =>
  stagesWith(current).map((stage) => ({ value: stage, label: stageWords(stage) }));
