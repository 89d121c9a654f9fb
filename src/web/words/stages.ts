import { STAGES } from "../../domain/lead-stages.ts";

/** A lead may stand at a stage that this page does not know yet. */
export const stagesWith = (current: string): string[] =>
  (STAGES as readonly string[]).includes(current) ? [...STAGES] : [current, ...STAGES];
