/** What the page and the sandbox say to each other about the simulated phones. */

export const ANSWERS = ["ring_out", "answer", "busy", "voicemail"] as const;
export type Answer = (typeof ANSWERS)[number];

/** As the page shows it. */
export interface Scene {
  readonly lines: readonly string[];
  readonly call: {
    readonly from: string;
    readonly line: string;
    /** `ending`: it has been decided, and takes its course. */
    readonly stage: "calling" | "ringing" | "talking" | "ending";
    /** The owner's phones that ring. */
    readonly phones: readonly string[];
  } | null;
  /** Of the last call or text, in words. */
  readonly steps: readonly string[];
  readonly texts: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly body: string;
    readonly at: string;
  }[];
}
