/** How a business is, at a glance, in the operator's words. */
import { LOW_CREDITS } from "../../domain/credits.ts";
import type { BusinessHealth } from "../api/shapes.ts";
import { connectorName } from "./connection.ts";
import { operator } from "./en/operator.ts";
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
            words: operator("sign.notices", { count: openNotices }),
            tone: "wait" as const,
          },
        ]),
  ];
}

function linesSign({ lines, forwarding, notTexting }: BusinessHealth): Sign {
  if (lines === 0) return { words: operator("sign.noLine"), tone: "wait" };
  if (notTexting > 0)
    return { words: operator("sign.cannotText", { count: notTexting, lines }), tone: "bad" };
  if (forwarding < lines)
    return {
      words:
        forwarding === 0
          ? operator("sign.notForwarded")
          : operator("sign.someNotForwarded", { count: lines - forwarding, lines }),
      tone: "wait",
    };
  return { words: operator("sign.lines", { count: lines }), tone: "good" };
}

const creditsSign = (credits: number): Sign => ({
  words: operator("sign.credits", { count: credits }),
  tone: credits === 0 ? "bad" : credits < LOW_CREDITS ? "wait" : "good",
});

function connectionSign({ connector, health, failed, pending }: BusinessHealth): Sign {
  const name = connectorName(connector);
  if (health === "needs_reconnect") return { words: operator("sign.reconnect", { crm: name }), tone: "bad" };
  if (failed > 0) return { words: operator("sign.refused", { count: failed }), tone: "wait" };
  if (health !== "ok")
    return { words: operator("sign.waiting", { crm: name, count: pending }), tone: "wait" };
  return { words: connector === "builtin" ? operator("sign.ownLeads") : name, tone: "good" };
}

export const lastCallWords = (lastCallAt: string | null, timeZone: string, now: Date): string =>
  lastCallAt === null
    ? operator("noCall")
    : operator("lastCall", { when: shortWhen(new Date(lastCallAt), timeZone, now) });
