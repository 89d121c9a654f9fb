/** How a business is, at a glance, in the operator's words. */
import { LOW_CREDITS } from "../../domain/credits.ts";
import type { BusinessHealth } from "../api/shapes.ts";
import { connectorName } from "./connection.ts";
import { shortWhen } from "./time.ts";

export interface Sign {
  readonly words: string;
  readonly tone: "good" | "wait" | "bad";
}

export function standingSigns(business: BusinessHealth): readonly Sign[] {
  const { openNotices } = business;
  return [
    linesSign(business),
    creditsSign(business.credits),
    connectionSign(business),
    ...(openNotices === 0
      ? []
      : [
          {
            words: openNotices === 1 ? "1 open notice" : `${openNotices} open notices`,
            tone: "wait" as const,
          },
        ]),
  ];
}

function linesSign({ lines, forwarding, notTexting }: BusinessHealth): Sign {
  if (lines === 0) return { words: "No line", tone: "wait" };
  if (notTexting > 0) return { words: `${notTexting} of ${lines} cannot text`, tone: "bad" };
  if (forwarding < lines)
    return {
      words: forwarding === 0 ? "Not forwarded" : `${lines - forwarding} of ${lines} not forwarded`,
      tone: "wait",
    };
  return { words: lines === 1 ? "1 line" : `${lines} lines`, tone: "good" };
}

const creditsSign = (credits: number): Sign => ({
  words: `${credits.toLocaleString("en-US")} credits`,
  tone: credits === 0 ? "bad" : credits < LOW_CREDITS ? "wait" : "good",
});

function connectionSign({ connector, health, failed, pending }: BusinessHealth): Sign {
  const name = connectorName(connector);
  if (health === "needs_reconnect") return { words: `${name} needs a new sign-in`, tone: "bad" };
  if (failed > 0) return { words: `${failed} refused`, tone: "wait" };
  if (health !== "ok") return { words: `${name}: ${pending} wait`, tone: "wait" };
  return { words: connector === "builtin" ? "Own leads" : name, tone: "good" };
}

export const lastCallWords = (lastCallAt: string | null, timeZone: string, now: Date): string =>
  lastCallAt === null ? "No call yet" : `Last call ${shortWhen(new Date(lastCallAt), timeZone, now)}`;
