import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import type { CarrierMedia, MediaSource } from "../ports/index.ts";
import type { MediaLink } from "./media-links.ts";

/**
 * Opens what a link leads to. A link that is wrong, over or called back, and a thing that is erased, all look
 * the same from outside.
 *
 * @throws Refusal `media_not_found`, `media_unavailable`
 */
export async function openMedia(
  app: App,
  token: string,
  request: { readonly range: string | null; readonly signal: AbortSignal },
): Promise<CarrierMedia> {
  const link = app.links.read(token);
  const source = link === null || !(await isValid(app, link)) ? null : await sourceOf(app, link);
  const media =
    link === null || source === null ? null : await app.carrier.openMedia(link.businessId, source, request);
  if (media === null)
    throw new Refusal(
      "media_not_found",
      "This link is not valid, or no longer. Open the conversation again.",
    );
  return media;
}

async function isValid(app: App, { businessId, terms }: MediaLink): Promise<boolean> {
  if ("until" in terms) return terms.until > app.clock.now();
  return terms.version === (await app.store.read.businesses.mediaLinkVersion(businessId));
}

async function sourceOf(app: App, link: MediaLink): Promise<MediaSource | null> {
  const { read } = app.store;
  if (link.kind === "recording") {
    const recording = await read.recordings.find(link.businessId, link.id);
    return recording === null ? null : { kind: "recording", recordingSid: recording.recordingSid };
  }
  const text = await read.texts.find(link.businessId, link.id);
  const url = text?.media[link.index]?.url;
  return url === undefined ? null : { kind: "picture", url };
}
