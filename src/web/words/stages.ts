/** The stages of the built-in store, in their order. The server has the last word; a test holds both together. */
const STAGES = ["New", "Contacted", "Scheduled", "Won", "Lost"] as const;

/** A lead may stand at a stage that this page does not know. */
export const stagesWith = (current: string): string[] =>
  (STAGES as readonly string[]).includes(current) ? [...STAGES] : [current, ...STAGES];
