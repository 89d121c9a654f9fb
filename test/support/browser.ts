import { ADMIN_KEY, type Service } from "./service.ts";

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at, not computed with
type Json = any;

export interface Answered {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** Keeps cookies and says where its page comes from, as a browser does. */
export interface Browser {
  readonly cookies: Map<string, string>;
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
}

export function openBrowser(
  service: Pick<Service, "url">,
  options: { address?: string; origin?: string; cookies?: Map<string, string> } = {},
): Browser {
  const cookies = options.cookies ?? new Map<string, string>();
  return {
    cookies,
    async api(method, path, body, headers = {}) {
      const response = await fetch(`${service.url}/api/v1${path}`, {
        method,
        headers: {
          ...(method === "GET" ? {} : { origin: options.origin ?? service.url }),
          ...(cookies.size === 0 ? {} : { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
          ...(options.address === undefined ? {} : { "x-forwarded-for": options.address }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? null : JSON.parse(text),
      };
    },
  };
}

export const tokenOf = (url: string): string => new URL(url).searchParams.get("token") ?? "";

/** A browser signed in as the business's owner, by a link that the operator made. */
export async function ownersBrowser(
  service: Service,
  businessId = service.businessId,
  options: Parameters<typeof openBrowser>[1] = {},
): Promise<Browser> {
  const made = await service.api("POST", `/businesses/${businessId}/sign-in-links`, {}, { key: ADMIN_KEY });
  const browser = openBrowser(service, options);
  const { status } = await browser.api("POST", "/session/link", { token: tokenOf(made.body.url) });
  if (status !== 200) throw new Error(`The link was answered ${status}`);
  return browser;
}

/** The same as somebody whom the owner invited. */
export async function invited(
  service: Service,
  owner: Browser,
  person: { name: string; email?: string; phone?: string; role?: "owner" | "member" },
): Promise<Browser> {
  const made = await owner.api("POST", `/businesses/${service.businessId}/invitations`, person);
  if (made.status !== 201) throw new Error(`The invitation was answered ${JSON.stringify(made.body)}`);
  const browser = openBrowser(service);
  const { status } = await browser.api("POST", "/invitations/accept", { token: tokenOf(made.body.url) });
  if (status !== 200) throw new Error(`The invitation was answered ${status}`);
  return browser;
}
