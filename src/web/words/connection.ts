/** The link to the CRM in the owner's words. */
const NAMES: Readonly<Record<string, string>> = {
  builtin: "textback's own list of leads",
  hubspot: "HubSpot",
  salesforce: "Salesforce",
};

export const connectorName = (connector: string): string => NAMES[connector] ?? connector;

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
  const name = connectorName(connection.connector);
  switch (connection.health) {
    case "ok":
      return connection.failed > 0
        ? {
            tone: "wait",
            title: "Connected, but some things were refused",
            words: "Calls and texts are logged. Those below need a look from you.",
          }
        : { tone: "good", title: "Connected", words: `Calls and texts are logged in ${name}.` };
    case "degraded":
      return {
        tone: "wait",
        title: `${name} is slow or partly away`,
        words: "Nothing is lost: what waits is logged when it is back. Missed callers are texted as always.",
      };
    case "needs_reconnect":
      return {
        tone: "bad",
        title: `${name} no longer lets us in`,
        words:
          "Connect again below. Missed callers are texted as always, and all that waits is logged afterwards.",
      };
    default:
      return { tone: "wait", title: `State: ${connection.health}`, words: "Reload the page to see more." };
  }
}
