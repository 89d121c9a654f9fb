/** Requests as HubSpot makes them: its webhooks, and what a card of ours asks for through `hubspot.fetch`. */
import { createHmac } from "node:crypto";

export interface Signing {
  readonly secret: string;
  readonly now: Date;
}

/** HubSpot signs the address with these escapes decoded, as its documentation says. */
const asSigned = (uri: string): string =>
  uri.replaceAll(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/g, (each) => decodeURIComponent(each));

export function signatureHeaders(
  { secret, now }: Signing,
  method: string,
  uri: string,
  body: string,
): Record<string, string> {
  const timestamp = String(now.getTime());
  const signature = createHmac("sha256", secret)
    .update(`${method}${asSigned(uri)}${body}${timestamp}`)
    .digest("base64");
  return { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp };
}

export const sendWebhook = (url: string, signing: Signing, events: readonly object[]): Promise<Response> => {
  const address = `${url}/webhooks/hubspot`;
  const body = JSON.stringify(events);
  return fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", ...signatureHeaders(signing, "POST", address, body) },
    body,
  });
};

export interface Viewer {
  readonly portalId: number;
  readonly userId: number;
}

/** `hubspot.fetch`: the address gets who asks, whatever it had before, and is signed with it. */
export async function hubspotFetch(
  url: string,
  signing: Signing,
  { portalId, userId }: Viewer,
  path: string,
  options: { method?: string; body?: object } = {},
) {
  const { method = "GET", body } = options;
  const who = `userId=${userId}&portalId=${portalId}&userEmail=sam%40example.com&appId=77`;
  const address = `${url}${path}${path.includes("?") ? "&" : "?"}${who}`;
  const text = body === undefined ? "" : JSON.stringify(body);
  const response = await fetch(address, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...signatureHeaders(signing, method, address, text),
    },
    ...(body === undefined ? {} : { body: text }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what is answered is looked at, not computed with
  const answer: any = await response.text();
  return { status: response.status, body: answer === "" ? null : JSON.parse(answer) };
}

let lastEvent = 1_000;
/** An event as HubSpot sends it; every one is another. */
export const hubspotEvent = (portalId: number, subscriptionType: string, more: object = {}): object => ({
  eventId: ++lastEvent,
  subscriptionId: 5_001,
  portalId,
  appId: 77,
  occurredAt: Date.UTC(2026, 10, 23, 15, 0, 0),
  subscriptionType,
  attemptNumber: 0,
  objectId: 101,
  changeSource: "CRM_UI",
  ...more,
});
