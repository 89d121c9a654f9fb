/** One customer's HubSpot: objects, their associations, and a search index that may be behind. */
import { type Answer, badRequest, noContent, notFound, ok } from "./answers.ts";
import { APP, history, PERSON, type Source } from "./history.ts";
import { calculatedProperties } from "./phones.ts";
import { contactProperties, type ObjectType, type PortalRules, refusal } from "./properties.ts";
import { type IndexEntry, search } from "./search.ts";

export interface HubspotObject {
  readonly id: string;
  readonly type: ObjectType;
  properties: Record<string, string>;
  readonly createdAt: Date;
  updatedAt: Date;
  archived: boolean;
  mergedInto: string | null;
  /** For activities: the contacts they stand on. */
  readonly contacts: Set<string>;
  readonly history: ReturnType<typeof history>;
}

interface Input {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly associations?: readonly {
    to?: { id?: unknown };
    types?: readonly { associationCategory?: string; associationTypeId?: number }[];
  }[];
  readonly objectWriteTraceId?: string;
}

/** From an activity to a contact. The reverse ids exist, and are refused here. */
const TO_CONTACT: Readonly<Record<ObjectType, number | null>> = {
  contacts: null,
  calls: 194,
  communications: 81,
  notes: 202,
};
const MAX_BATCH = 100;

export function portal(now: () => Date) {
  const objects = new Map<string, HubspotObject>();
  const index: IndexEntry[] = [];
  const rules: PortalRules = {
    removedOptions: new Map(),
    requiredContactProperties: new Set(),
    customProperties: new Map(),
  };
  const settings = { searchLagMs: 0, refuseActivities: null as string | null };
  let lastId = 51_000;

  const living = (type: ObjectType) =>
    [...objects.values()].filter((each) => each.type === type && !each.archived);

  /** What searching will see of a contact, once the index has caught up. */
  const reindex = (contact: HubspotObject) =>
    index.push({
      id: contact.id,
      visibleFrom: new Date(now().getTime() + settings.searchLagMs),
      properties: contact.archived ? null : { ...contact.properties },
    });

  const shown = (object: HubspotObject, names?: readonly string[]) => ({
    id: object.id,
    properties:
      names === undefined
        ? object.properties
        : Object.fromEntries(names.map((name) => [name, object.properties[name] ?? null])),
    createdAt: object.createdAt.toISOString(),
    updatedAt: object.updatedAt.toISOString(),
    archived: object.archived,
  });

  /** A merged contact answers under its old id too, as the one it became. */
  function find(type: ObjectType, id: string): HubspotObject | null {
    const object = objects.get(id);
    if (object === undefined || object.type !== type) return null;
    if (object.mergedInto !== null) return find(type, object.mergedInto);
    return object.archived ? null : object;
  }

  function check(type: ObjectType, input: Input, creating: boolean): Answer | null {
    if (type !== "contacts" && settings.refuseActivities !== null)
      return badRequest(settings.refuseActivities);
    const refused = refusal(type, input.properties ?? {}, rules, creating);
    if (refused !== null) return refused;
    for (const { to, types } of input.associations ?? []) {
      const [kind] = types ?? [];
      if (kind?.associationCategory !== "HUBSPOT_DEFINED" || kind.associationTypeId !== TO_CONTACT[type])
        return badRequest(`One or more associations are not valid: type ${kind?.associationTypeId}`);
      const contact = objects.get(String(to?.id));
      if (contact === undefined || contact.archived)
        return badRequest(`One or more associations are not valid: CONTACT ${String(to?.id)} does not exist`);
    }
    return null;
  }

  /** As a person does at their screen, if nothing else is said. */
  function make(
    type: ObjectType,
    properties: Readonly<Record<string, string>>,
    createdAt = now(),
    source: Source = PERSON,
  ) {
    lastId += 7;
    const stored = {
      ...properties,
      ...(type === "contacts" ? calculatedProperties(properties) : {}),
      createdate: createdAt.toISOString(),
    };
    const object: HubspotObject = {
      id: String(lastId),
      type,
      properties: stored,
      createdAt,
      updatedAt: createdAt,
      archived: false,
      mergedInto: null,
      contacts: new Set(),
      history: history(),
    };
    object.history.add(stored, source, createdAt);
    objects.set(object.id, object);
    if (type === "contacts") reindex(object);
    return object;
  }

  function store(type: ObjectType, input: Input): HubspotObject {
    const object = make(type, (input.properties ?? {}) as Record<string, string>, now(), APP);
    for (const { to } of input.associations ?? []) object.contacts.add(String(to?.id));
    return object;
  }

  function change(
    object: HubspotObject,
    properties: Readonly<Record<string, string>>,
    source: Source = PERSON,
  ) {
    object.history.add(properties, source, now());
    object.properties = { ...object.properties, ...properties };
    if (object.type === "contacts") {
      object.properties = { ...object.properties, ...calculatedProperties(object.properties) };
      reindex(object);
    }
    object.updatedAt = now();
  }

  return {
    rules,
    settings,
    living,
    find,
    make,
    change,

    archive(id: string) {
      const object = objects.get(id);
      if (object === undefined) throw new Error(`There is no object ${id}`);
      object.archived = true;
      reindex(object);
    },

    merge(loserId: string, winnerId: string) {
      const [loser, winner] = [objects.get(loserId), objects.get(winnerId)];
      if (loser === undefined || winner === undefined) throw new Error("Both contacts must exist");
      loser.archived = true;
      loser.mergedInto = winnerId;
      for (const activity of [...living("calls"), ...living("communications")])
        if (activity.contacts.delete(loserId)) activity.contacts.add(winnerId);
      for (const [name, value] of Object.entries(loser.properties)) winner.properties[name] ??= value;
      reindex(loser);
      reindex(winner);
    },

    create(type: ObjectType, input: Input): Answer {
      return check(type, input, true) ?? ok(shown(store(type, input)), 201);
    },

    /** With a trace id on each input the good ones are made; without, one bad one spoils all. */
    createBatch(type: ObjectType, inputs: readonly Input[]): Answer {
      if (inputs.length === 0 || inputs.length > MAX_BATCH)
        return badRequest(`Batch size must be between 1 and ${MAX_BATCH}`);
      const traced = inputs.every(({ objectWriteTraceId }) => objectWriteTraceId !== undefined);
      const refused = inputs.map((input) => check(type, input, true));
      const first = refused.find((each) => each !== null);
      if (first !== undefined && first !== null && !traced) return first;
      const results = inputs.flatMap((input, i) =>
        refused[i] === null
          ? [{ ...shown(store(type, input)), objectWriteTraceId: input.objectWriteTraceId }]
          : [],
      );
      const errors = inputs.flatMap((input, i) => {
        const answer = refused[i] ?? null;
        return answer === null
          ? []
          : [{ ...(answer.body as object), context: { objectWriteTraceId: [input.objectWriteTraceId] } }];
      });
      const times = { status: "COMPLETE", startedAt: now().toISOString(), completedAt: now().toISOString() };
      return errors.length === 0
        ? ok({ ...times, results }, 201)
        : ok({ ...times, results, numErrors: errors.length, errors }, 207);
    },

    read(type: ObjectType, id: string, names: readonly string[]): Answer {
      const object = find(type, id);
      return object === null ? notFound("resource") : ok(shown(object, names));
    },

    readBatch(
      type: ObjectType,
      ids: readonly string[],
      names: readonly string[],
      withHistory: readonly string[],
    ): Answer {
      if (ids.length === 0 || ids.length > MAX_BATCH)
        return badRequest(`Batch size must be between 1 and ${MAX_BATCH}`);
      const found = ids.flatMap((id) => find(type, id) ?? []);
      return ok({
        status: "COMPLETE",
        results: found.map((each) => ({
          ...shown(each, names),
          ...(withHistory.length === 0 ? {} : { propertiesWithHistory: each.history.of(withHistory) }),
        })),
      });
    },

    update(type: ObjectType, id: string, input: Input): Answer {
      const object = find(type, id);
      if (object === null) return notFound("resource");
      const refused = check(type, input, false);
      if (refused !== null) return refused;
      change(object, (input.properties ?? {}) as Record<string, string>, APP);
      return ok(shown(object));
    },

    /** To the recycling bin; what is there already is no error. */
    remove(id: string): Answer {
      const object = objects.get(id);
      if (object !== undefined && !object.archived) {
        object.archived = true;
        reindex(object);
      }
      return noContent;
    },

    properties: (): Answer => ok({ results: contactProperties(rules) }),
    property(name: string): Answer {
      const found = contactProperties(rules).find((each) => each.name === name);
      return found === undefined ? notFound(`Property ${name}`) : ok(found);
    },

    /** What is fine is associated although others are refused (207). */
    associate(type: ObjectType, pairs: readonly { from: string; to: string }[]): Answer {
      if (settings.refuseActivities !== null) return badRequest(settings.refuseActivities);
      const errors = pairs.flatMap(({ from, to }) => {
        const activity = find(type, from);
        const contact = objects.get(to);
        if (activity === null || contact === undefined || contact.archived)
          return [
            { status: "error", category: "OBJECT_NOT_FOUND", message: `No ${type} ${from} or contact ${to}` },
          ];
        activity.contacts.add(to);
        return [];
      });
      const times = { status: "COMPLETE", startedAt: now().toISOString(), completedAt: now().toISOString() };
      return errors.length === 0
        ? ok({ ...times, results: [] })
        : ok({ ...times, results: [], numErrors: errors.length, errors }, 207);
    },
    dissociate(type: ObjectType, pairs: readonly { from: string; to: string }[]): Answer {
      if (settings.refuseActivities !== null) return badRequest(settings.refuseActivities);
      for (const { from, to } of pairs) find(type, from)?.contacts.delete(to);
      return ok({ status: "COMPLETE", startedAt: now().toISOString(), completedAt: now().toISOString() });
    },

    search: (body: unknown): Answer =>
      search(index, now(), body, (id, names) => {
        const contact = objects.get(id);
        return contact === undefined ? null : shown(contact, names);
      }),

    associated(
      type: ObjectType,
      contactIds: readonly string[],
      page: { limit: number; after: number },
    ): Answer {
      const results = contactIds.flatMap((id) => {
        const all = living(type).filter((each) => each.contacts.has(id));
        const to = all.slice(page.after, page.after + page.limit);
        const next = page.after + page.limit < all.length ? String(page.after + page.limit) : null;
        return to.length === 0
          ? []
          : [
              {
                from: { id },
                to: to.map((each) => ({ toObjectId: Number(each.id), associationTypes: [] })),
                ...(next === null ? {} : { paging: { next: { after: next } } }),
              },
            ];
      });
      return ok({ status: "COMPLETE", results });
    },
  };
}

export type Portal = ReturnType<typeof portal>;
