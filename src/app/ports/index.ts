/**
 * What the use cases need from the edges, in the use cases' own words. `db`, `telephony` and `jobs`
 * implement these; `main` joins them.
 */
export type * from "./activities.ts";
export type * from "./businesses.ts";
export type * from "./callers.ts";
export type * from "./calls.ts";
export type * from "./carrier.ts";
export type * from "./connections.ts";
export type * from "./conversations.ts";
export type * from "./credits.ts";
export type * from "./jobs.ts";
export type * from "./lines.ts";
export type * from "./notices.ts";
export type * from "./outbound-calls.ts";
export type * from "./paging.ts";
export type * from "./privacy.ts";
export type * from "./recovery.ts";
export type * from "./runtime.ts";
export type * from "./store.ts";
export type * from "./texts.ts";
