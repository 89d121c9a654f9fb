/**
 * The web app as Vite built it: one document for every address of its own, and files whose names change with
 * their content. The policy lets in nothing but them.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { static as files, type Request, type RequestHandler, type Response, Router } from "express";

export interface PageOptions {
  /** Where the built page is; it may come, change and go while we run. */
  readonly folder: string;
  readonly publicUrl: string;
  /** Whether a simulated phone belongs beside the page. Default false. */
  readonly sandbox?: boolean;
  /** Who may frame the page at `/embed/<connector>`; empty: nobody. */
  readonly framesOf: (connector: string) => readonly string[];
}

/** The build writes it wherever a nonce belongs. */
const NONCE_PLACEHOLDER = "__CSP_NONCE__";
const ONE_YEAR_SECONDS = 31_536_000;

/** For every answer, the API's too: what is not a page may do nothing in a browser. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const isHttps = publicUrl.startsWith("https://");
  return (_req, res, next) => {
    res.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    res.setHeader("X-Content-Type-Options", "nosniff");
    // Not `no-referrer`: under that, browsers say `Origin: null` on some of our own page's writes
    // (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    res.setHeader("Referrer-Policy", "same-origin");
    // Without includeSubDomains: the neighbours may be somebody else's.
    if (isHttps) res.setHeader("Strict-Transport-Security", `max-age=${ONE_YEAR_SECONDS}`);
    next();
  };
}

/** @param nonce of the style tags that the component library makes; its scripts are all files of ours */
const policyWith = (nonce: string, frames: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${frames.join(" ") || "'none'"}`,
  ].join("; ");

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>textback</title>
<h1>textback is running; its web page is not built yet</h1>
<p>In the folder of the sources run <code>npm run build:web</code>, then load this page again.
The API at <a href="/api/v1/openapi.json">/api/v1</a> works meanwhile.</p>
</html>
`;

export function page({ folder, publicUrl, framesOf, sandbox = false }: PageOptions): Router {
  const send = (res: Response, frames: readonly string[]) =>
    sendDocument(res, { folder, publicUrl, frames, sandbox: sandbox && frames.length === 0 });
  const router = Router();
  const assets = join(folder, "assets");
  const worker = join(folder, "sw.js");
  router.use("/assets", brotli(assets));
  router.use(
    files(folder, {
      index: false,
      redirect: false,
      setHeaders: (res, path) => {
        // Below /assets a changed file has another name; icons and the manifest keep theirs.
        const isForever = path.startsWith(assets);
        res.setHeader(
          "Cache-Control",
          isForever ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : "no-cache",
        );
        // What it may fetch while it stands between the browser and us is its own policy's to say.
        if (path === worker)
          res.setHeader("Content-Security-Policy", "default-src 'none'; connect-src 'self'");
      },
    }),
  );
  router.get("/embed/:connector", async (req, res) => {
    await send(res, framesOf(req.params.connector));
  });
  router.use(async (req, res, next) => {
    if (!isPageAddress(req)) return next();
    await send(res, []);
  });
  return router;
}

const NOT_PAGES = /^\/(?:api|webhooks|healthz|readyz|metrics|assets)(?:\/|$)/;

/** Who walks here with a browser asks for text/html by name; a script that asks for a missing file does not. */
function isPageAddress(req: Request): boolean {
  if ((req.method !== "GET" && req.method !== "HEAD") || NOT_PAGES.test(req.path)) return false;
  return req.path === "/" || (req.get("accept") ?? "").includes("text/html");
}

/** What the page looks for to show the phone. */
const SANDBOX_MARK = '<meta name="textback-sandbox">';

interface DocumentOptions {
  readonly folder: string;
  readonly publicUrl: string;
  readonly frames: readonly string[];
  readonly sandbox: boolean;
}

async function sendDocument(
  res: Response,
  { folder, publicUrl, frames, sandbox }: DocumentOptions,
): Promise<void> {
  const nonce = randomBytes(16).toString("base64");
  res.setHeader("Content-Security-Policy", policyWith(nonce, frames));
  res.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  // Without https browsers ignore it, and say so on each page.
  if (publicUrl.startsWith("https://")) res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("Cache-Control", "no-store");
  const document = await readFile(join(folder, "index.html"), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    },
  );
  if (document === null) res.status(503).type("html").send(NOT_BUILT);
  else {
    const marked = sandbox ? document.replace("</head>", `${SANDBOX_MARK}</head>`) : document;
    res.status(200).type("html").send(marked.replaceAll(NONCE_PLACEHOLDER, nonce));
  }
}

const COMPRESSED_TYPES = new Set([".js", ".css", ".svg", ".json"]);
const compress = promisify(brotliCompress);

/** Each file is compressed once, when first asked for: a phone in a van loads a third of the bytes. */
function brotli(folder: string): RequestHandler {
  const done = new Map<string, Promise<Buffer>>();
  const compressed = (name: string): Promise<Buffer> => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const work = readFile(join(folder, name)).then((plain) =>
      compress(plain, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
      }),
    );
    done.set(name, work);
    work.catch(() => done.delete(name));
    return work;
  };
  return async (req, res, next) => {
    const name = req.path.slice(1);
    // Only the names that a build makes: what has a slash or begins with a dot is for `static` to judge.
    const isOurs = /^[\w-][\w.-]*$/.test(name) && COMPRESSED_TYPES.has(extname(name));
    if (!isOurs || (req.method !== "GET" && req.method !== "HEAD")) return next();
    res.vary("Accept-Encoding");
    if (req.acceptsEncodings("br") !== "br") return next();
    const body = await compressed(name).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (body === null) return next();
    res.setHeader("Content-Encoding", "br");
    res.setHeader("Cache-Control", `public, max-age=${ONE_YEAR_SECONDS}, immutable`);
    res.type(extname(name)).send(body);
  };
}
