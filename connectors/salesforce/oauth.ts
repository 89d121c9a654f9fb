/**
 * New tokens for old ones. Not by jsforce's OAuth2: it shares the transport of which transport.ts tells, and sends
 * the code verifier again. Who may call this, and when, is for the keeper of the credentials to say: a refresh token
 * works once (help.salesforce.com, 005316711).
 */
import { ConnectorError, type Credentials } from "../../src/crm/contract.ts";
import { connectionTrouble, jsonOf } from "./errors.ts";
import { trustedOrigin } from "./hosts.ts";
import { tokenAnswer, tokenRefusal } from "./schemas.ts";
import { send } from "./transport.ts";

/** A refresh token dies after 30 days without use: mandatory for apps in the marketplace. */
export const HEARTBEAT_MS = 7 * 24 * 3_600_000;

export interface SalesforceApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly ownUrl?: string | undefined;
  readonly timeoutMs: number;
}

/** The grant is gone for good: revoked, rotated away, idle too long, its user deactivated. */
const GONE = new Set(["invalid_grant", "inactive_user", "inactive_org"]);

/** @throws ConnectorError `auth_expired` when only a person can connect again */
export function salesforceTrade(app: SalesforceApp): (stored: Credentials) => Promise<Credentials> {
  return async (stored) => {
    const { refreshToken } = stored;
    if (refreshToken === undefined)
      throw new ConnectorError("auth_expired", "The access token expired, and there is none to renew it by.");
    // The org's own address serves this too, so nobody needs to know whether it is a sandbox.
    const origin = trustedOrigin(stored.instanceUrl ?? "", app.ownUrl);
    const answer = await send(
      {
        url: `${origin}/services/oauth2/token`,
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "refresh_token",
          refresh_token: refreshToken,
          client_id: app.clientId,
          client_secret: app.clientSecret,
        }).toString(),
      },
      app.timeoutMs,
    ).catch((error: unknown) => {
      throw connectionTrouble(error, true);
    });
    const body = jsonOf(answer.body);
    const given = tokenAnswer.safeParse(body);
    if (answer.statusCode === 200 && given.success) {
      const { access_token: accessToken, refresh_token: rotated, instance_url: address } = given.data;
      return {
        ...stored,
        accessToken,
        refreshToken: rotated ?? refreshToken,
        instanceUrl: addressOf(address, origin, app),
      };
    }
    const refused = tokenRefusal.safeParse(body).data;
    const message =
      refused?.error_description ?? refused?.error ?? `Salesforce answered ${answer.statusCode}`;
    throw GONE.has(refused?.error ?? "")
      ? new ConnectorError("auth_expired", message)
      : new ConnectorError("unavailable", `Salesforce gave no new access: ${message}`);
  };
}

/** An org may move. Whatever else the answer names is not worth losing the new tokens for. */
function addressOf(given: string | undefined, known: string, { ownUrl }: SalesforceApp): string {
  try {
    return given === undefined ? known : trustedOrigin(given, ownUrl);
  } catch (error) {
    if (error instanceof ConnectorError) return known;
    throw error;
  }
}
