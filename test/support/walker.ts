/** A browser that walks from page to page: keeps cookies, follows nothing by itself. */
import { type Answered, openBrowser } from "./browser.ts";

export interface Page {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly headers: Headers;
}

export interface Walker {
  readonly cookies: Map<string, string>;
  go(address: string): Promise<Page>;
  api(method: string, path: string, body?: unknown): Promise<Answered>;
}

export function walker(url: string, given: ReadonlyMap<string, string> = new Map()): Walker {
  const cookies = new Map(given);
  const browser = openBrowser({ url }, { cookies });
  return {
    cookies,
    async go(address) {
      const response = await fetch(new URL(address, url), {
        redirect: "manual",
        headers: {
          accept: "text/html",
          ...(cookies.size === 0 ? {} : { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
        },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      return {
        status: response.status,
        location: response.headers.get("location"),
        text: await response.text(),
        headers: response.headers,
      };
    },
    api: (method, path, body) => browser.api(method, path, body),
  };
}
