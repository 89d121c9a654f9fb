/** What a marketplace asks of whoever runs the service, and is not there: told at the start and by `doctor`. */
import { BlockList, isIP } from "node:net";
import type { Config } from "./config.ts";

export interface Advice {
  readonly what: string;
  readonly fix: string;
}

/** RFC 6890 and its neighbours: nobody on the internet sees a request come from there. */
const INSIDE = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  INSIDE.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  INSIDE.addSubnet(network, bits, "ipv6");

const isInside = (ip: string): boolean => INSIDE.check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4");

/** @param own the addresses of this machine's network interfaces */
export function marketplaceAdvice(config: Config, own: readonly string[]): readonly Advice[] {
  const { operator, oauthApps, publicUrl, isMarketplace, sandbox } = config;
  if (!isMarketplace || sandbox) return [];
  const { outgoingIps } = operator;
  const missing = own.filter((ip) => isIP(ip) !== 0 && !isInside(ip) && !outgoingIps.includes(ip));
  const advice: readonly (Advice | false)[] = [
    publicUrl?.startsWith("https://") !== true && {
      what: "PUBLIC_URL is not https",
      fix: "Marketplaces refuse to connect over plain http: put TLS in front, and set the https address",
    },
    operator.name === null && {
      what: "the public pages do not say who runs this service",
      fix: "Set TEXTBACK_OPERATOR_NAME and TEXTBACK_OPERATOR_ADDRESS",
    },
    operator.supportEmail === null && {
      what: "the public pages name nobody to write to",
      fix: "Set TEXTBACK_SUPPORT_EMAIL",
    },
    Object.keys(oauthApps).length === 0 && {
      what: "no CRM can be connected: pasting of tokens is off, and there is no app at any",
      fix: "Set <ID>_CLIENT_ID and <ID>_CLIENT_SECRET, such as HUBSPOT_CLIENT_ID",
    },
    oauthApps.salesforce !== undefined &&
      oauthApps.salesforce.packageUrl === undefined && {
        what: "Salesforce needs its package first, and nobody is shown where it is",
        fix: "Set SALESFORCE_PACKAGE_URL to the link that installs it",
      },
    outgoingIps.length === 0 && {
      what: "the guides do not say which addresses our requests come from",
      fix: "Set TEXTBACK_OUTGOING_IPS; Salesforce demands fixed ones, listed in the package too",
    },
    outgoingIps.some(isInside) && {
      what: `TEXTBACK_OUTGOING_IPS lists ${outgoingIps.filter(isInside).join(", ")}, which the internet does not see`,
      fix: "List the addresses behind which your network sends, such as those of its NAT gateway",
    },
    outgoingIps.length > 0 &&
      missing.length > 0 && {
        what: `this machine sends from ${missing.join(", ")}, which TEXTBACK_OUTGOING_IPS does not list`,
        fix: "Add them there and to the app's trusted addresses, or CRMs will refuse to renew access",
      },
  ];
  return advice.filter((each) => each !== false);
}
