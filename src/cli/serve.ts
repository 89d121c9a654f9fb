import type { Config } from "../config.ts";
import { startService } from "../main.ts";
import { createLogger } from "../ops/logger.ts";
import { DEMO } from "../sandbox/demo.ts";
import { out } from "./output.ts";

/** Runs until SIGTERM or SIGINT; a second signal does not wait. */
export async function serve(config: Config): Promise<void> {
  const log = createLogger(config.sandbox && config.logLevel === "info" ? "warn" : config.logLevel);
  const service = await startService(config, log);
  if (service.sandbox === null) log.info({ url: service.url }, "textback is ready");
  else out(banner(service.url, config.dataDir, await service.signInLink()));

  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await service.stop();
}

const banner = (url: string, dataDir: string, signInLink: string): string => `
textback is ready: ${url}

This is the sandbox: nothing leaves this machine. A simulated carrier runs beside the service, and
"${DEMO.business}" has the line ${DEMO.line}, which forwards to ${DEMO.forwardTo}, and ${DEMO.credits} credits to begin with.

Sign in, once, within 15 minutes:    ${signInLink}
Another such link:                   npx textback sign-in

The phone beside the page calls ${DEMO.business}, or from a second terminal:
                                     npx textback simulate missed-call | busy | answered | reply
The API is at ${url}/api/v1; its key is in ${dataDir}/admin-key.

Stop with Ctrl-C.`;
