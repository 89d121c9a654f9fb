import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Notifier } from "../../src/app/ports/sign-in.ts";
import { type Browser, invited, openBrowser, ownersBrowser, tokenOf } from "../support/browser.ts";
import { TestClock } from "../support/clock.ts";
import { ADMIN_KEY, type Service, startService } from "../support/service.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const clock = new TestClock();
const sent: Parameters<Notifier["notify"]>[0][] = [];
let service: Service;
let other: { id: string; apiKey: string };
let owner: Browser;
beforeAll(async () => {
  service = await startService({
    clock,
    notifier: {
      notify: async (message) => {
        sent.push(message);
        return "sent";
      },
    },
  });
  other = (await service.api("POST", "/businesses", { name: "Other Plumbing" })).body;
  owner = await ownersBrowser(service);
});
afterAll(() => service.stop());
beforeEach(() => {
  sent.length = 0;
  // Every test has the limits to itself.
  clock.pass(16 * MINUTE);
});

const people = () => `/businesses/${service.businessId}/users`;
const link = async (businessId = service.businessId): Promise<string> =>
  tokenOf((await service.api("POST", `/businesses/${businessId}/sign-in-links`, {})).body.url);
/** The code is on its way when the answer is there, and not sooner. */
const codeSent = async (): Promise<string> => {
  while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return /^\d{6}/.exec(sent.at(-1)?.subject ?? "")?.[0] ?? "";
};
const wrong = (code: string): string => (code === "000000" ? "000001" : "000000");

describe("a one-time link", () => {
  it("signs in once", async () => {
    const token = await link();
    const browser = openBrowser(service);
    const first = await browser.api("POST", "/session/link", { token });
    expect([first.status, first.body.role]).toEqual([200, "owner"]);
    expect((await browser.api("GET", "/session")).body.businesses).toEqual([
      { id: service.businessId, name: "Acme HVAC", role: "owner" },
    ]);
    const again = await openBrowser(service).api("POST", "/session/link", { token });
    expect([again.status, again.body.code]).toEqual([401, "link_expired"]);
  });

  it("used ten times at once signs in one", async () => {
    const token = await link();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => openBrowser(service).api("POST", "/session/link", { token })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("is too old after 15 minutes", async () => {
    const token = await link();
    clock.pass(15 * MINUTE);
    expect((await openBrowser(service).api("POST", "/session/link", { token })).status).toBe(401);
  });

  it("leads to the page", async () => {
    const { body } = await service.api("POST", `/businesses/${service.businessId}/sign-in-links`, {});
    const url = new URL(body.url);
    expect([url.origin, url.pathname]).toEqual([service.url, "/sign-in"]);
  });

  it("is made by the operator alone", async () => {
    const path = `/businesses/${service.businessId}/sign-in-links`;
    expect((await owner.api("POST", path, {})).body.code).toBe("operator_only");
    expect((await service.api("POST", path, {}, { key: service.apiKey })).body.code).toBe("operator_only");
  });

  it("ends the session that the browser came with: an id planted beforehand opens nothing", async () => {
    const attacker = await ownersBrowser(service, other.id);
    const planted = new Map(attacker.cookies);
    const victim = openBrowser(service, { cookies: new Map(planted) });
    await victim.api("POST", "/session/link", { token: await link() });
    expect(victim.cookies.get("textback")).not.toBe(planted.get("textback"));
    expect((await attacker.api("GET", "/session")).status).toBe(401);
  });
});

describe("who is signed in", () => {
  const nobody = { id: null, name: null, email: null, phone: null };
  it("nobody, without a cookie or with a wrong one", async () => {
    expect((await openBrowser(service).api("GET", "/session")).status).toBe(401);
    const forged = openBrowser(service, { cookies: new Map([["textback", "x".repeat(43)]]) });
    expect((await forged.api("GET", "/session")).body.code).toBe("unauthenticated");
  });

  it("by key, for pages that cannot have a cookie", async () => {
    expect((await service.api("GET", "/session")).body).toMatchObject({ user: nobody, role: "operator" });
    expect((await service.api("GET", "/session", undefined, { key: service.apiKey })).body).toEqual({
      user: nobody,
      role: "owner",
      businesses: [{ id: service.businessId, name: "Acme HVAC" }],
    });
  });

  it("the operator, by the link that the command line makes: for every business", async () => {
    const { makeSignInLink } = await import("../../src/app/people/sign-in.ts");
    const { signIn, store } = service.textback;
    const { url } = await store.transaction((tx) => makeSignInLink(signIn, tx, null));
    const browser = openBrowser(service);
    const { body } = await browser.api("POST", "/session/link", { token: tokenOf(url) });
    expect(body).toMatchObject({ user: nobody, role: "operator" });
    expect(body.businesses.map(({ name }: { name: string }) => name)).toContain("Other Plumbing");
    expect((await browser.api("POST", "/businesses", { name: "New" })).status).toBe(201);
    expect((await browser.api("DELETE", "/sessions")).status).toBe(204);
    expect((await browser.api("GET", "/session")).status).toBe(401);
  });
});

describe("the cookie", () => {
  const setCookie = async (of: Service) => {
    const made = await of.api("POST", `/businesses/${of.businessId}/sign-in-links`, {});
    const browser = openBrowser(of, { origin: new URL(made.body.url).origin });
    const { headers } = await browser.api("POST", "/session/link", { token: tokenOf(made.body.url) });
    return headers.getSetCookie().find((line) => line.includes("textback=")) ?? "";
  };
  it("is out of reach for scripts and other sites, for 30 days", async () =>
    expect(await setCookie(service)).toMatch(
      /^textback=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    ));
  it("on https is Secure and bound to this host", async () => {
    const secure = await startService({ publicUrl: "https://textback.example.com" });
    expect(await setCookie(secure)).toMatch(
      /^__Host-textback=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    await secure.stop();
  });
});

describe("a code", () => {
  let sam: Browser;
  beforeAll(async () => {
    sam = await invited(service, owner, {
      name: "Sam",
      email: "sam@example.com",
      phone: "+15125550177",
    });
    await service.pool.query(
      "update textback.users set phone_proven_at = now() where phone = '+15125550177'",
    );
  });
  const ask = async (contact: string, browser: Browser): Promise<string> => {
    sent.length = 0;
    expect((await browser.api("POST", "/session/code/request", { contact })).status).toBe(202);
    return codeSent();
  };
  const verify = (browser: Browser, contact: string, code: string) =>
    browser.api("POST", "/session/code/verify", { contact, code });

  it.each([["Sam@Example.com "], ["(512) 555-0177"]])("goes to %j and signs in, once", async (contact) => {
    const browser = openBrowser(service);
    const code = await ask(contact, browser);
    const { status, body } = await verify(browser, contact, `${code.slice(0, 3)} ${code.slice(3)}`);
    expect([status, body.user.name, body.role]).toEqual([200, "Sam", "member"]);
    expect((await verify(browser, contact, code)).status).toBe(401);
  });

  it("is answered alike for a contact that nobody has, and nothing is sent", async () => {
    const [known, unknown] = [openBrowser(service), openBrowser(service)];
    const a = await known.api("POST", "/session/code/request", { contact: "sam@example.com" });
    const b = await unknown.api("POST", "/session/code/request", { contact: "nobody@example.com" });
    expect([b.status, b.body]).toEqual([a.status, a.body]);
    expect([...unknown.cookies.keys()]).toEqual([...known.cookies.keys()]);
    const code = await codeSent();
    expect(sent.map(({ contact }) => contact)).toEqual([{ kind: "email", email: "sam@example.com" }]);
    const c = await verify(known, "sam@example.com", wrong(code));
    const d = await verify(unknown, "nobody@example.com", wrong(code));
    expect([d.status, d.body]).toEqual([c.status, c.body]);
  });

  it("can be tried only from the browser that asked for it, for the contact that it was asked for", async () => {
    const [asking, another] = [openBrowser(service), openBrowser(service)];
    const code = await ask("sam@example.com", asking);
    expect((await verify(another, "sam@example.com", code)).status).toBe(401);
    expect((await verify(asking, "+15125550177", code)).status).toBe(401);
    expect((await verify(asking, "sam@example.com", code)).status).toBe(200);
  });

  it("is worth nothing after five wrong guesses", async () => {
    const browser = openBrowser(service);
    const code = await ask("sam@example.com", browser);
    for (let i = 0; i < 5; i++)
      expect((await verify(browser, "sam@example.com", wrong(code))).body.code).toBe("wrong_code");
    expect((await verify(browser, "sam@example.com", code)).body.code).toBe("wrong_code");
  });

  it("is too old after ten minutes", async () => {
    const browser = openBrowser(service);
    const code = await ask("sam@example.com", browser);
    clock.pass(10 * MINUTE);
    expect((await verify(browser, "sam@example.com", code)).status).toBe(401);
  });

  it("tried ten times at once signs in one", async () => {
    const browser = openBrowser(service);
    const code = await ask("sam@example.com", browser);
    const cookies = new Map(browser.cookies);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        verify(openBrowser(service, { cookies: new Map(cookies) }), "sam@example.com", code),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("can be asked for three times in a quarter of an hour; then everybody waits", async () => {
    const strangers = Array.from({ length: 4 }, (_, i) =>
      openBrowser(service, { address: `203.0.113.${i}` }),
    );
    for (const contact of ["sam@example.com", "nobody@example.com"]) {
      const statuses: number[] = [];
      for (const each of strangers)
        statuses.push((await each.api("POST", "/session/code/request", { contact })).status);
      expect(statuses).toEqual([202, 202, 202, 429]);
    }
    clock.pass(15 * MINUTE);
    const again = await strangers[0]?.api("POST", "/session/code/request", { contact: "sam@example.com" });
    expect(again?.status).toBe(202);
  });

  it("of strangers who guess, at most ten guesses count, from however many addresses; the owner still gets in", async () => {
    const evaluated: string[] = [];
    for (let i = 0; i < 3; i++) {
      const stranger = openBrowser(service, { address: `198.51.100.${i}` });
      const code = await ask("sam@example.com", stranger);
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => verify(stranger, "sam@example.com", wrong(code))),
      );
      evaluated.push(
        ...answers.map(({ body }) => body.code as string).filter((each) => each === "wrong_code"),
      );
      const late = answers.find(({ status }) => status === 429);
      if (i > 0) expect(late?.headers.get("retry-after")).toBe("900");
    }
    expect(evaluated).toHaveLength(10);
    // From where Sam signed in before, there is an allowance that strangers cannot use up.
    const browser = openBrowser(service);
    const code = await ask("sam@example.com", browser);
    expect((await verify(browser, "sam@example.com", code)).status).toBe(200);
  });

  it("opens all the businesses where that person works", async () => {
    const theirs = await ownersBrowser(service, other.id);
    const made = await theirs.api("POST", `/businesses/${other.id}/invitations`, {
      name: "Sam L.",
      email: "sam@example.com",
      role: "owner",
    });
    await openBrowser(service).api("POST", "/invitations/accept", { token: tokenOf(made.body.url) });
    const browser = openBrowser(service);
    const code = await ask("sam@example.com", browser);
    const { body } = await verify(browser, "sam@example.com", code);
    expect(body.businesses).toEqual([
      { id: service.businessId, name: "Acme HVAC", role: "member" },
      { id: other.id, name: "Other Plumbing", role: "owner" },
    ]);
    expect((await browser.api("GET", `/businesses/${other.id}/users`)).status).toBe(200);
    expect((await browser.api("GET", people())).body.code).toBe("owner_only");
  });

  it("leaves neither codes, tokens nor strangers' contacts in the database", async () => {
    const browser = openBrowser(service);
    await browser.api("POST", "/session/code/request", { contact: "canary-contact@example.com" });
    const code = await ask("sam@example.com", browser);
    await verify(browser, "sam@example.com", code);
    const secrets = ["canary-contact", ...browser.cookies.values()];
    for (const table of [
      "sign_in_codes",
      "sign_in_limits",
      "sign_in_links",
      "sessions",
      "invitations",
      "audit",
    ]) {
      const { rows } = await service.pool.query(`select x::text as row from textback.${table} x`);
      const dump = JSON.stringify(rows);
      for (const secret of secrets)
        for (const form of [secret, Buffer.from(secret).toString("hex")]) expect(dump).not.toContain(form);
    }
  });

  it("is refused for what is neither an e-mail address nor a phone", async () =>
    expect(
      (await openBrowser(service).api("POST", "/session/code/request", { contact: "sam" })).body.errors,
    ).toEqual([{ field: "contact", message: "must be an e-mail address or a phone number" }]));

  it("takes Sam to where Sam may go", async () =>
    expect((await sam.api("GET", `/businesses/${service.businessId}/conversations`)).status).toBe(200));
});

describe("a session", () => {
  it("lives for 30 days after its last use", async () => {
    const browser = await ownersBrowser(service);
    for (let i = 0; i < 3; i++) {
      clock.pass(29 * DAY);
      expect((await browser.api("GET", "/session")).status).toBe(200);
    }
    clock.pass(30 * DAY);
    expect((await browser.api("GET", "/session")).status).toBe(401);
    owner = await ownersBrowser(service);
  });

  it("ends where one signs out, and everywhere when asked", async () => {
    const [phone, laptop] = [await ownersBrowser(service), await ownersBrowser(service)];
    const copied = openBrowser(service, { cookies: new Map(phone.cookies) });
    expect((await phone.api("DELETE", "/session")).status).toBe(204);
    expect(phone.cookies.size).toBe(0);
    expect((await copied.api("GET", "/session")).status).toBe(401);
    expect((await laptop.api("GET", "/session")).status).toBe(200);
    const third = await ownersBrowser(service);
    expect((await laptop.api("DELETE", "/sessions")).status).toBe(204);
    expect((await third.api("GET", "/session")).status).toBe(401);
    owner = await ownersBrowser(service);
  });

  it("ends with a new role, and one's own goes on under a new id", async () => {
    const jo = await invited(service, owner, { name: "Jo", email: "jo@example.com" });
    const id = (await jo.api("GET", "/session")).body.user.id;
    await owner.api("PATCH", `${people()}/${id}`, { role: "owner" });
    expect((await jo.api("GET", "/session")).status).toBe(401);
    const again = openBrowser(service);
    sent.length = 0;
    await again.api("POST", "/session/code/request", { contact: "jo@example.com" });
    await again.api("POST", "/session/code/verify", { contact: "jo@example.com", code: await codeSent() });
    const before = new Map(again.cookies);
    expect((await again.api("PATCH", `${people()}/${id}`, { role: "member" })).status).toBe(200);
    expect(again.cookies.get("textback")).not.toBe(before.get("textback"));
    expect((await again.api("GET", "/session")).body.role).toBe("member");
    expect((await openBrowser(service, { cookies: before }).api("GET", "/session")).status).toBe(401);
  });

  it("ends when the person is removed", async () => {
    const kim = await invited(service, owner, { name: "Kim" });
    const id = (await kim.api("GET", "/session")).body.user.id;
    expect((await owner.api("DELETE", `${people()}/${id}`)).status).toBe(204);
    expect((await kim.api("GET", "/session")).status).toBe(401);
  });
});

describe("another site's page", () => {
  const shapes: readonly [string, Record<string, string>][] = [
    ["another origin", { origin: "https://evil.example" }],
    ["our host on another port", { origin: "http://127.0.0.1:1" }],
    ["our name as part of another", { origin: "http://127.0.0.1.evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
    ["a neighbour's fetch", { "sec-fetch-site": "same-site" }],
    ["nothing said", {}],
  ];

  it("changes nothing with somebody's cookie, on any route, in any shape", async () => {
    const { paths } = (await service.api("GET", "/openapi.json")).body as {
      paths: Record<string, Record<string, unknown>>;
    };
    const cookie = [...owner.cookies].map((pair) => pair.join("=")).join("; ");
    let tried = 0;
    for (const [path, methods] of Object.entries(paths)) {
      const concrete = path.replace("{businessId}", service.businessId).replaceAll(/\{\w+\}/g, "x");
      for (const method of Object.keys(methods).filter((each) => each !== "get")) {
        for (const [shape, headers] of shapes) {
          const response = await fetch(`${service.url}${concrete}`, {
            method: method.toUpperCase(),
            headers: { ...headers, cookie, "content-type": "application/json" },
            body: "{}",
          });
          const { code } = (await response.json()) as { code: string };
          expect([shape, method, path, response.status, code]).toEqual([
            shape,
            method,
            path,
            403,
            "cross_site",
          ]);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(100);
    expect((await owner.api("GET", "/session")).status).toBe(200);
  });

  it("signs nobody in as somebody else", async () => {
    const token = await link(other.id);
    const victim = openBrowser(service, { origin: "https://evil.example" });
    const { body } = await victim.api("POST", "/session/link", { token });
    expect([body.code, victim.cookies.size]).toEqual(["cross_site", 0]);
  });

  it("is not meant by a program with a key", async () =>
    expect((await service.own("POST", "/keys", { label: "x" })).status).toBe(201));
});

describe("owners and members", () => {
  let member: Browser;
  beforeAll(async () => {
    member = await invited(service, owner, { name: "Max", email: "max@example.com" });
  });
  const own = (path: string) => `/businesses/${service.businessId}${path}`;

  it.each([
    ["get", "/users"],
    ["post", "/invitations"],
    ["get", "/invitations"],
    ["patch", ""],
    ["get", "/keys"],
    ["post", "/keys"],
    ["put", "/lines/%2B15550100001"],
    ["delete", "/lines/%2B15550100001"],
    ["post", "/lines/%2B15550100001/texting/clear"],
    ["put", "/carrier"],
    ["put", "/connection"],
  ])("%s %s is the owner's: a member gets owner_only", async (method, path) => {
    const { status, body } = await member.api(
      method.toUpperCase(),
      own(path),
      method === "get" ? undefined : {},
    );
    expect([status, body.code]).toEqual([403, "owner_only"]);
  });

  it("a member works the inbox", async () => {
    for (const path of ["", "/conversations", "/calls", "/leads", "/credits", "/lines", "/connection"])
      expect([path, (await member.api("GET", own(path))).status]).toEqual([path, 200]);
  });

  it("another business is answered as one that does not exist, whoever of us asks", async () => {
    for (const browser of [owner, member]) {
      const foreign = await browser.api("GET", `/businesses/${other.id}`);
      const unknown = await browser.api("GET", "/businesses/biz_nobody");
      expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    }
  });

  it("a business keeps an owner, also when two leave at once", async () => {
    const here = (await service.api("POST", "/businesses", { name: "Two Owners" })).body.id;
    const first = await ownersBrowser(service, here);
    const made = await first.api("POST", `/businesses/${here}/invitations`, { name: "B", role: "owner" });
    const second = openBrowser(service);
    await second.api("POST", "/invitations/accept", { token: tokenOf(made.body.url) });
    const ids = (await first.api("GET", `/businesses/${here}/users`)).body.items.map(
      ({ id }: { id: string }) => id,
    );
    const leaving = await Promise.all([
      first.api("PATCH", `/businesses/${here}/users/${ids[0]}`, { role: "member" }),
      second.api("PATCH", `/businesses/${here}/users/${ids[1]}`, { role: "member" }),
    ]);
    expect(leaving.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(leaving.find(({ status }) => status === 409)?.body.code).toBe("last_owner");
    const { items } = (await service.api("GET", `/businesses/${here}/users`)).body;
    const last = items.find(({ role }: { role: string }) => role === "owner").id;
    expect((await service.api("DELETE", `/businesses/${here}/users/${last}`)).body.code).toBe("last_owner");
  });
});

describe("an invitation", () => {
  const invite = (body: object) => owner.api("POST", `/businesses/${service.businessId}/invitations`, body);
  const accept = (url: string) =>
    openBrowser(service).api("POST", "/invitations/accept", { token: tokenOf(url) });

  it("is sent, listed without its secret, and accepted once", async () => {
    const { body } = await invite({ name: "Ada", email: "Ada@Example.com" });
    await codeSent();
    expect(sent[0]).toMatchObject({ contact: { kind: "email", email: "ada@example.com" } });
    expect(sent[0]?.body).toContain(body.url);
    const listed = await owner.api("GET", `/businesses/${service.businessId}/invitations`);
    expect(listed.body.items).toContainEqual(expect.objectContaining({ id: body.id, name: "Ada" }));
    expect(JSON.stringify(listed.body)).not.toContain(tokenOf(body.url));
    const accepted = await accept(body.url);
    expect(accepted.body).toMatchObject({ user: { name: "Ada", email: "ada@example.com" }, role: "member" });
    expect((await accept(body.url)).body.code).toBe("link_expired");
  });

  it("is too old after 7 days, and worth nothing when withdrawn", async () => {
    const old = (await invite({ name: "Late" })).body.url;
    clock.pass(7 * DAY);
    expect((await accept(old)).status).toBe(401);
    const { url, id } = (await invite({ name: "Withdrawn" })).body;
    const path = `/businesses/${service.businessId}/invitations/${id}`;
    expect((await owner.api("DELETE", path)).status).toBe(204);
    expect((await accept(url)).status).toBe(401);
    expect((await owner.api("DELETE", path)).body.code).toBe("invitation_not_found");
  });

  it("is not made for somebody who is there already", async () =>
    expect((await invite({ name: "Sam again", email: "SAM@example.com" })).body.code).toBe("contact_taken"));

  it("repeated with its Idempotency-Key shows no link again", async () => {
    const repeat = () =>
      service.api(
        "POST",
        `/businesses/${service.businessId}/invitations`,
        { name: "Once" },
        {
          key: ADMIN_KEY,
          headers: { "idempotency-key": "invite-once" },
        },
      );
    const first = await repeat();
    expect((await repeat()).body).toEqual({ ...first.body, url: null });
  });
});
