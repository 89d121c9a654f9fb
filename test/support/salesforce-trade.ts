import { salesforceConnector } from "../../connectors/salesforce/connector.ts";
import type { OAuthVendor } from "../../src/app/ports/oauth.ts";
import { oauthVendor } from "../../src/oauth/vendor.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../fakes/salesforce/tokens.ts";

/** New access for old, as Salesforce's manifest describes it. */
export function salesforceTrade(baseUrl: string, clientSecret = CLIENT_SECRET): OAuthVendor["renew"] {
  const { connect } = salesforceConnector().manifest;
  if (connect.method !== "oauth") throw new Error("Salesforce is connected by OAuth");
  return oauthVendor(connect.oauth, { clientId: CLIENT_ID, clientSecret, baseUrl }, () => new Date()).renew;
}
