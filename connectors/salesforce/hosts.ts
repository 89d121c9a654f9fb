/** Where a token of Salesforce's may be sent. An address that anybody could name is checked before it is used. */
import { ConnectorError } from "../../src/crm/contract.ts";

/**
 * My Domain, with the partition of a sandbox, developer, trial or scratch org where it has one
 * (help.salesforce.com/s/articleView?id=sf.domain_name_url_formats.htm). Government clouds are left out knowingly.
 */
const MY_DOMAIN =
  /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.(?:sandbox|develop|scratch|trailblaze|demo|free|patch|stage))?\.my\.salesforce\.com$/;
const LOGIN_HOSTS: readonly string[] = ["login.salesforce.com", "test.salesforce.com"];

/** @param own another base address that the operator configured: a proxy, or a test */
export function trustedOrigin(address: string, own: string | undefined): string {
  const url = URL.parse(address);
  const ours = own === undefined ? null : new URL(own).origin;
  if (url !== null && url.origin === ours) return url.origin;
  const plain = url !== null && url.protocol === "https:" && url.port === "" && url.username === "";
  if (plain && (MY_DOMAIN.test(url.hostname) || LOGIN_HOSTS.includes(url.hostname))) return url.origin;
  throw new ConnectorError(
    "auth_expired",
    "This is not an address of a Salesforce org: it should look like https://yourcompany.my.salesforce.com",
  );
}
