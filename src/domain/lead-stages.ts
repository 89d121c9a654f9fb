/** The pipeline of the built-in store: its stages, in their order. */
export const STAGES = ["New", "Contacted", "Scheduled", "Won", "Lost"] as const;
export type Stage = (typeof STAGES)[number];

/** Where every new lead starts. */
export const FIRST_STAGE: Stage = STAGES[0];

/** Where nothing is left to do. */
export const CLOSED_STAGES: readonly Stage[] = ["Won", "Lost"];

/** The stage that a person means, in whatever case they write it; `null`: there is none of that name. */
export const stageNamed = (written: string): Stage | null =>
  STAGES.find((stage) => stage.toLowerCase() === written.trim().toLowerCase()) ?? null;
