/** The link to the CRM in the owner's words. */
import { connection as words } from "./en/connection.ts";
import { saidInSpanish } from "./said.ts";

const NAMES: Readonly<Record<string, string>> = { hubspot: "HubSpot", salesforce: "Salesforce" };

export const connectorName = (connector: string): string =>
  connector === "builtin" ? words("ownLeads") : (NAMES[connector] ?? connector);

/** What stands in the way at the CRM: our connectors' sentences in the reader's language, the CRM's own as they are. */
export const crmWords = (said: string): string => saidInSpanish()?.crmProblem(said) ?? said;

export interface HealthWords {
  readonly tone: "good" | "wait" | "bad";
  readonly title: string;
  readonly words: string;
}

export function healthWords(connection: {
  readonly connector: string;
  readonly health: string;
  readonly pending: number;
  readonly failed: number;
}): HealthWords {
  const crm = connectorName(connection.connector);
  switch (connection.health) {
    case "ok":
      return connection.failed > 0
        ? { tone: "wait", title: words("health.refused"), words: words("health.refusedWords") }
        : { tone: "good", title: words("health.ok"), words: words("health.okWords", { crm }) };
    case "degraded":
      return { tone: "wait", title: words("health.slow", { crm }), words: words("health.slowWords") };
    case "needs_reconnect":
      return {
        tone: "bad",
        title: words("health.reconnect", { crm }),
        words: words("health.reconnectWords"),
      };
    default:
      return {
        tone: "wait",
        title: words("health.other", { state: connection.health }),
        words: words("health.otherWords"),
      };
  }
}
