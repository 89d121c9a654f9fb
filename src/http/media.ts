/** `GET /media/:token`: what a caller said or sent, for whoever holds a link of ours. */
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import type { App } from "../app/context.ts";
import { openMedia } from "../app/privacy/open-media.ts";

const RANGE = /^bytes=(\d+-\d*|-\d+)$/;

/** What a browser may show within our own address. Anything else could be a page with a script in it. */
const SHOWN = /^(image\/(png|jpe?g|gif|webp|heic|heif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

export function mediaRouter(app: App): Router {
  const router = Router();
  router.get("/media/:token", async (req, res) => {
    const gone = new AbortController();
    res.on("close", () => gone.abort());
    const range = req.get("range") ?? "";
    const media = await openMedia(app, String(req.params.token), {
      range: RANGE.test(range) ? range : null,
      signal: gone.signal,
    }).catch((error: unknown) => {
      if (gone.signal.aborted) return null;
      throw error;
    });
    // Whoever asked has left meanwhile.
    if (media === null) return;
    const type = media.contentType.split(";")[0]?.trim().toLowerCase() ?? "";
    res.status(media.status);
    res.setHeader("Content-Type", SHOWN.test(type) ? type : "application/octet-stream");
    if (!SHOWN.test(type)) res.setHeader("Content-Disposition", "attachment");
    if (media.contentLength !== null) res.setHeader("Content-Length", media.contentLength);
    if (media.contentRange !== null) res.setHeader("Content-Range", media.contentRange);
    res.setHeader("Accept-Ranges", "bytes");
    res.setHeader("Cache-Control", "private, max-age=3600");
    res.setHeader("Content-Security-Policy", "default-src 'none'; media-src 'self'; img-src 'self'; sandbox");
    res.setHeader("X-Content-Type-Options", "nosniff");
    res.setHeader("Referrer-Policy", "no-referrer");
    res.setHeader("X-Robots-Tag", "noindex");
    if (req.method === "HEAD") {
      media.body.destroy();
      res.end();
      return;
    }
    await pipeline(media.body, res).catch((error: unknown) => {
      // A listener who leaves in the middle is no trouble.
      if (gone.signal.aborted) return;
      app.log.warn({ err: error }, "a recording or picture broke off");
      res.destroy();
    });
  });
  return router;
}
