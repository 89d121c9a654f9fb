/** Salesforce's side of a canvas page: the signed request that it posts into the frame. */
import { createHmac, randomUUID } from "node:crypto";

export interface CanvasContext {
  readonly algorithm: string;
  readonly issuedAt: unknown;
  readonly userId: string;
  readonly client: object;
  readonly context: { readonly organization: object; readonly user: object };
}

export const canvasContext = (at: Date, change: Partial<CanvasContext> = {}): CanvasContext => ({
  algorithm: "HMACSHA256",
  issuedAt: at.getTime(),
  userId: "0055e0000000009AAA",
  client: {
    oauthToken: "00D5e0000000001!canary-access",
    refreshToken: "5Aep861canary-refresh",
    instanceUrl: "https://acme.my.salesforce.com",
    // Each is another, also in one millisecond.
    targetOrigin: randomUUID(),
  },
  context: {
    organization: { organizationId: "00D5e0000000001AAA", name: "Acme" },
    user: { userId: "0055e0000000009AAA", fullName: "Pat Miller", email: "pat@example.com" },
  },
  ...change,
});

export const signedRequest = (context: unknown, secret: string): string => {
  const payload = Buffer.from(JSON.stringify(context)).toString("base64");
  return `${createHmac("sha256", secret).update(payload).digest("base64")}.${payload}`;
};

export const postCanvas = (url: string, form: Record<string, string> | string): Promise<Response> =>
  fetch(`${url}/crm/salesforce/canvas`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: "https://acme.my.salesforce.com",
    },
    body: typeof form === "string" ? form : new URLSearchParams(form).toString(),
  });

export const launchIn = (response: Response): string =>
  new URLSearchParams(new URL(response.headers.get("location") ?? "").hash.slice(1)).get("launch") ?? "";
