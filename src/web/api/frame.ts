/**
 * The page within a CRM's own. Browsers give frames neither cookies nor a place to keep anything, so the session
 * lives here, in memory, and is over with the page.
 */
export interface Launch {
  readonly connector: string;
  readonly token: string;
  /** Where the page begins. */
  readonly page: string;
}

const DEFAULT_PAGE = "/connection";
const PAGE = /^\/[\w+%/.-]*$/;

/** @returns `null`: this is an ordinary page */
export function launchIn(address: URL, base: URL): Launch | null {
  const [, connector] = /^embed\/([a-z][a-z0-9-]*)$/.exec(address.pathname.slice(base.pathname.length)) ?? [];
  if (connector === undefined) return null;
  // What a CRM hangs on an address with a fragment may end up behind it.
  const given = new URLSearchParams(address.hash.slice(1).split("?")[0]);
  const page = given.get("page") ?? DEFAULT_PAGE;
  return { connector, token: given.get("launch") ?? "", page: PAGE.test(page) ? page : DEFAULT_PAGE };
}

interface Frame {
  readonly connector: string;
  bearer: string | null;
}
let frame: Frame | null = null;

/** In which CRM's page we are; `null`: in none. */
export const frameOf = (): string | null => frame?.connector ?? null;

/** For every request to our API. */
export function credentials(): { headers: Record<string, string>; credentials: RequestCredentials } {
  if (frame === null) return { headers: {}, credentials: "same-origin" };
  const { bearer } = frame;
  return {
    headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
    // Where a browser would send our cookie along after all, it is somebody else's session.
    credentials: "omit",
  };
}

/** Trades the launch token, once. When it is refused, the page says how to open it anew. */
export async function enter(
  { connector, token }: Launch,
  trade: (body: { token: string; connector: string }) => Promise<{ token: string }>,
): Promise<void> {
  frame = { connector, bearer: null };
  if (token === "") return;
  const session = await trade({ token, connector }).catch(() => null);
  frame.bearer = session?.token ?? null;
}
