/** Our own links to recordings and pictures: the carrier's need the account's credentials, and last for ever. */
import type { App } from "../context.ts";
import type { Call, Recording, Text, Tx } from "../ports/index.ts";

/** For whoever looks at a page or asks the API; a new link comes with every answer. */
const READER_LINK_MS = 3_600_000;

export interface MediaLink {
  readonly businessId: string;
  readonly kind: "recording" | "picture";
  /** Of the recording, or of the text. */
  readonly id: string;
  /** Which picture of the text, from 0. */
  readonly index: number;
  /** Either it ends by itself, or it holds until the business calls all of its version back. */
  readonly terms: { readonly until: Date } | { readonly version: number };
}

/** Links that nobody can make or change but us. */
export interface LinkMaker {
  /** The whole address. The same link always reads the same, so that a CRM's text does not change. */
  make(link: MediaLink): string;
  /** `null`: not one of ours. Whether its time is over is not looked at. */
  read(token: string): MediaLink | null;
}

/** Makes the links to what hangs on calls and texts, for one kind of reader. */
export interface Attachments {
  recordings(call: Call): readonly { readonly recording: Recording; readonly url: string }[];
  media(text: Text): readonly { readonly url: string; readonly contentType: string }[];
}

/** For an answer of ours: links for an hour. */
export async function attachmentsForReader(
  app: App,
  tx: Tx,
  businessId: string,
  calls: readonly Call[],
): Promise<Attachments> {
  const until = new Date(app.clock.now().getTime() + READER_LINK_MS);
  const found = calls.length === 0 ? [] : await tx.recordings.ofCalls(businessId, idsOf(calls));
  return attachments(app, businessId, found, { until });
}

/** For a CRM's timeline: links that stay, until the business calls them back. */
export async function attachmentsForCrm(
  app: App,
  tx: Tx,
  businessId: string,
  callIds: readonly string[],
  texts: Promise<readonly Text[]>,
): Promise<Attachments> {
  const found = callIds.length === 0 ? [] : await tx.recordings.ofCalls(businessId, callIds);
  const any = found.length > 0 || (await texts).some(({ media }) => media.length > 0);
  const version = any ? await tx.businesses.mediaLinkVersion(businessId) : 0;
  return attachments(app, businessId, found, { version });
}

const idsOf = (calls: readonly Call[]): readonly string[] => calls.map(({ id }) => id);

const attachments = (
  app: App,
  businessId: string,
  found: readonly Recording[],
  terms: MediaLink["terms"],
): Attachments => ({
  recordings: (call) =>
    found
      .filter(({ callId }) => callId === call.id)
      .map((recording) => ({
        recording,
        url: app.links.make({ businessId, kind: "recording", id: recording.id, index: 0, terms }),
      })),
  media: (text) =>
    text.media.map(({ contentType }, index) => ({
      url: app.links.make({ businessId, kind: "picture", id: text.id, index, terms }),
      contentType,
    })),
});
