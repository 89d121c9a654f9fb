/** HubSpot's webhook batches in our words. https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide */
import { z } from "zod";
import type { CrmEventKind } from "../../app/ports/oauth.ts";
import type { NewCrmEvent } from "../../app/timeline/crm-events.ts";
import { Refusal } from "../../domain/errors.ts";

/** HubSpot sends at most 100. */
const MAX_EVENTS = 1_000;
const MAX_MERGED = 250;
const MAX_TIME_MS = 8_640_000_000_000_000;

const id = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);

const eventBody = z.object({
  eventId: id,
  subscriptionId: id.optional(),
  subscriptionType: z.string().max(100),
  portalId: id,
  occurredAt: z.int().min(0).max(MAX_TIME_MS),
  objectId: id.optional(),
  objectTypeId: z.string().max(40).optional(),
  primaryObjectId: id.optional(),
  mergedObjectIds: z.array(id).max(MAX_MERGED).optional(),
  newObjectId: id.optional(),
  propertyName: z.string().max(200).optional(),
  propertyValue: z.string().max(65_536).nullish(),
});
type EventBody = z.infer<typeof eventBody>;

const CONTACT = "0-1";
/** What an event about contacts is called: `contact.deletion`, or `object.deletion` with the type beside it. */
const KINDS: Readonly<Record<string, CrmEventKind>> = {
  deletion: "record_deleted",
  merge: "record_merged",
  privacyDeletion: "privacy_deletion",
  propertyChange: "phone_given",
};
/** Of all that changes on contacts, we ask for these. */
const PHONES = ["phone", "mobilephone"];
const MAX_PHONE = 60;

function kindOf({ subscriptionType, objectTypeId }: EventBody): CrmEventKind | null {
  const [, object, what = ""] = /^(contact|object)\.(\w+)$/.exec(subscriptionType) ?? [];
  if (object === undefined || (object === "object" && objectTypeId !== CONTACT)) return null;
  return Object.hasOwn(KINDS, what) ? (KINDS[what] ?? null) : null;
}

/** Of a merge, one for each record that went: since 2025 the winner may be a record that is new. */
function movesOf(body: EventBody): readonly { recordId: string; survivorId: string | null }[] {
  const { objectId, primaryObjectId, mergedObjectIds = [], newObjectId } = body;
  const survivorId = newObjectId ?? primaryObjectId ?? objectId;
  if (survivorId === undefined) return [];
  const gone = new Set([...mergedObjectIds, ...(primaryObjectId === undefined ? [] : [primaryObjectId])]);
  gone.delete(survivorId);
  return [...gone].map((recordId) => ({ recordId, survivorId }));
}

/** `null`: another property, or the number was taken away. */
const phoneIn = ({ propertyName = "", propertyValue }: EventBody): string | null =>
  PHONES.includes(propertyName) && propertyValue ? propertyValue.slice(0, MAX_PHONE) : null;

function eventsOf(body: EventBody): readonly NewCrmEvent[] {
  const kind = kindOf(body);
  if (kind === null) return [];
  const phone = kind === "phone_given" ? phoneIn(body) : null;
  if (kind === "phone_given" && phone === null) return [];
  const records =
    kind === "record_merged"
      ? movesOf(body)
      : body.objectId === undefined
        ? []
        : [{ recordId: body.objectId, survivorId: null }];
  return records.map(({ recordId, survivorId }) => ({
    accountId: body.portalId,
    // HubSpot's event ids are not promised to be unique, and one merge is several events of ours.
    key: [body.eventId, body.subscriptionId ?? "", kind, recordId, body.occurredAt].join(":"),
    kind,
    recordId,
    survivorId,
    phone,
    occurredAt: new Date(body.occurredAt),
  }));
}

/**
 * What is not about contacts, or cannot be read, is left out: one such event is no reason to lose the others.
 *
 * @throws Refusal `malformed_json`, `invalid_input`
 */
export function readEvents(body: Buffer): { events: readonly NewCrmEvent[]; unread: number } {
  const items = listIn(body);
  const parsed = items.map((item) => eventBody.safeParse(item));
  return {
    events: parsed.flatMap(({ data }) => (data === undefined ? [] : eventsOf(data))),
    unread: parsed.filter(({ success }) => !success).length,
  };
}

function listIn(body: Buffer): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal("malformed_json", "The body could not be read.");
  }
  if (!Array.isArray(value) || value.length > MAX_EVENTS)
    throw new Refusal("invalid_input", `A list of at most ${MAX_EVENTS} events is expected.`);
  return value;
}
