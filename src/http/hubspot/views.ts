/** What our card and our settings page in HubSpot show. Their types stand beside them, in manifests/hubspot/app. */
import type { Card, RecordPhones } from "../../app/connections/crm-card.ts";
import type { ConversationItem, Line } from "../../app/ports/index.ts";
import type { Attachments } from "../../app/privacy/media-links.ts";
import { titleOfText, wordsOfCall } from "../../app/timeline/describe-activity.ts";
import { explainDeliveryError } from "../../domain/delivery-errors.ts";
import type { Receipt } from "../../domain/text-back.ts";

const itemView = (item: ConversationItem, attachments: Attachments) => {
  if (item.type === "call") {
    const { call } = item;
    const { title, summary } =
      call.outcome === null ? { title: "Call under way", summary: "" } : wordsOfCall(call);
    return {
      id: call.id,
      kind: "call" as const,
      direction: call.direction,
      at: call.occurredAt.toISOString(),
      title,
      words: summary,
      problem: null,
      links: attachments.recordings(call).map(({ url }) => ({ label: "Voicemail", url })),
    };
  }
  const { text } = item;
  const explained = text.errorCode === null ? null : explainDeliveryError(text.errorCode);
  return {
    id: text.id,
    kind: "text" as const,
    direction: text.direction,
    at: text.occurredAt.toISOString(),
    title: titleOfText(text),
    words: text.body,
    problem: explained === null ? text.errorMessage : `${explained.forOwner} ${explained.whatToDo}`,
    links: attachments.media(text).map(({ url }) => ({ label: "Picture", url })),
  };
};

const receiptView = ({ decision, summary, checks }: Receipt) => ({
  decision,
  summary,
  checks: checks.map(({ passed, detail }) => ({ passed, detail })),
});

export const cardView = (
  { phones, trouble }: RecordPhones,
  card: Card,
  attachments: Attachments,
  publicUrl: string,
) => {
  const phone = phones[0] ?? null;
  return {
    phone,
    trouble: trouble ?? card.trouble,
    items: card.items.map((item) => itemView(item, attachments)),
    receipt: card.missed?.receipt ? receiptView(card.missed.receipt) : null,
    line: card.line?.number ?? null,
    availableCredits: card.availableCredits,
    whyNoText: card.whyNoText,
    whyNoCall: card.whyNoCall,
    pageUrl: phone === null ? `${publicUrl}/` : `${publicUrl}/inbox/${encodeURIComponent(phone)}`,
  };
};

export const lineView = ({ number, enabled, forwardTo }: Line) => ({
  number,
  enabled,
  rings: forwardTo.length > 0,
});
