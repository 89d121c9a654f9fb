import { readCallerId } from "../../domain/caller-id.ts";
import type { E164 } from "../../domain/phone.ts";
import { applyDeliveryNews } from "../../domain/text.ts";
import type { App } from "../context.ts";
import { inChunks } from "../in-chunks.ts";
import { inParallel } from "../in-parallel.ts";
import type { KnownText, ListedMessage } from "../ports/index.ts";
import { leaveErased } from "../privacy/leave-erased.ts";
import { receiveText } from "../texts/receive-text.ts";
import { recordDeliveryReport } from "../texts/record-delivery-report.ts";
import { OVERLAP_MS, type Stretch, type SweptLine } from "./swept-account.ts";

/** Leaves room for live webhooks on the same database. */
const AT_ONCE = 8;

type Inbound = Extract<ListedMessage, { kind: "in" }>;
interface Missing {
  readonly lineInUse: SweptLine;
  readonly from: E164;
  readonly message: Inbound;
}

/**
 * Takes in the inbound texts that we do not have, and what became of ours. The lists go by the date of sending, so
 * they do not show a text of ours that never left, nor again one whose fate was long in coming: those are asked for
 * one by one, by their own jobs.
 */
export async function recoverMessages(
  app: App,
  { account, from, to, signal }: Stretch,
): Promise<{ texts: number; reports: number }> {
  const listed = await app.carrier.messagesOf(account.via, { from, to }, signal);
  const known = new Map<string, KnownText>();
  for (const sids of inChunks(listed.map(({ messageSid }) => messageSid)))
    for (const text of await app.store.read.recovery.knownTexts(account.businessIds, sids))
      known.set(text.messageSid, text);

  const lacking = listed
    .flatMap((message): Missing[] => {
      if (message.kind !== "in" || known.has(message.messageSid)) return [];
      const lineInUse = account.lines.get(message.line);
      if (lineInUse === undefined || message.at.getTime() < lineInUse.since.getTime() - OVERLAP_MS) return [];
      const sender = readCallerId(message.from, lineInUse.business.country);
      return sender.kind === "known" ? [{ lineInUse, from: sender.phone, message }] : [];
    })
    .sort((a, b) => a.message.at.getTime() - b.message.at.getTime());
  const missing = await leaveErased(app, lacking, ({ lineInUse, from: sender, message }) => ({
    businessId: lineInUse.business.id,
    phone: sender,
    at: message.at,
  }));
  const bySender = Map.groupBy(
    missing,
    ({ lineInUse, from: sender }) => `${lineInUse.business.id} ${sender}`,
  );
  await inParallel([...bySender.values()], AT_ONCE, signal, async (texts) => {
    for (const { lineInUse, from: sender, message } of texts) {
      await receiveText(app, {
        lineInUse,
        messageSid: message.messageSid,
        from: sender,
        body: message.body,
        media: message.hasMedia ? await app.carrier.mediaOf(account.via, message.messageSid) : [],
        occurredAt: message.at,
      });
    }
  });

  const reports = listed.flatMap((message) => {
    const text = known.get(message.messageSid);
    if (message.kind !== "out" || text === undefined) return [];
    return applyDeliveryNews(text.state, message.news) === null ? [] : [{ text, message }];
  });
  await inParallel(reports, AT_ONCE, signal, ({ text, message: { messageSid, news, errorCode } }) =>
    recordDeliveryReport(app, { businessId: text.businessId, textId: text.id, messageSid, news, errorCode }),
  );
  return { texts: missing.length, reports: reports.length };
}
