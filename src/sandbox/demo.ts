/** What the sandbox shows, and where the command line finds it. Light, since every command reads it. */
import { join } from "node:path";

export const DEMO = {
  business: "Acme HVAC",
  line: "+15550100001",
  forwardTo: "+15550100002",
  caller: "+15125550142",
  credits: 100,
} as const;

/** What the command line reads to find a running sandbox. */
export interface SandboxFile {
  readonly serviceUrl: string;
  readonly carrierUrl: string;
  readonly controlToken: string;
  readonly adminKey: string;
  readonly businessId: string;
}

export const sandboxFile = (dataDir: string): string => join(dataDir, "sandbox.json");
