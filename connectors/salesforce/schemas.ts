/** What we read of Salesforce's answers; all else is let through unread. */
import { z } from "zod";

/** `attributes.type` names the object; the fields are those that were asked for. */
export const record = z.looseObject({ attributes: z.object({ type: z.string() }), Id: z.string() });
export type SalesforceRecord = z.infer<typeof record>;

export const searchAnswer = z.object({ searchRecords: z.array(record) });
export const queryAnswer = z.object({ records: z.array(record), done: z.boolean() });
export const aboutOrg = z.object({
  records: z.array(z.object({ Id: z.string(), Name: z.string(), TimeZoneSidKey: z.string() })).min(1),
});
export const taskStatuses = z.object({ records: z.array(z.object({ ApiName: z.string() })) });
export const savedAnswer = z.object({ id: z.string(), success: z.literal(true) });
export const nothing = z.unknown();

/** The top level of a composite is always 200: what became of each part stands in it. */
export const compositeAnswer = z.object({
  compositeResponse: z.array(
    z.object({ body: z.unknown(), httpStatusCode: z.int(), referenceId: z.string() }),
  ),
});
export type CompositePart = z.infer<typeof compositeAnswer>["compositeResponse"][number];

/** One result per record, in the order of the request. */
export const collectionAnswer = z.array(
  z.object({
    id: z.string().optional(),
    success: z.boolean(),
    errors: z.array(
      z.object({ statusCode: z.string(), message: z.string(), fields: z.array(z.string()).default([]) }),
    ),
  }),
);
export type CollectionResult = z.infer<typeof collectionAnswer>[number];

const matchRecord = z.object({ record: z.object({ Id: z.string() }) });

/** An error's body: a list, of one as a rule. */
export const errorBody = z.array(
  z.object({
    errorCode: z.string().optional(),
    message: z.string().optional(),
    fields: z.array(z.string()).optional(),
    /** Which records a duplicate rule thinks this one repeats. */
    duplicateResult: z
      .object({ matchResults: z.array(z.object({ matchRecords: z.array(matchRecord) })).default([]) })
      .optional(),
  }),
);

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm */
export const describeAnswer = z.object({
  name: z.string(),
  /** Of our user, on the kind of record as such; sharing may still forbid single ones. */
  updateable: z.boolean().default(true),
  deletable: z.boolean().default(true),
  recordTypeInfos: z.array(z.object({ recordTypeId: z.string(), available: z.boolean() })).default([]),
  childRelationships: z
    .array(z.object({ childSObject: z.string(), relationshipName: z.string().nullable() }))
    .default([]),
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      length: z.int(),
      createable: z.boolean(),
      updateable: z.boolean(),
      externalId: z.boolean(),
      unique: z.boolean(),
      restrictedPicklist: z.boolean(),
      picklistValues: z.array(z.object({ value: z.string(), active: z.boolean() })),
    }),
  ),
});
export type Description = z.infer<typeof describeAnswer>;
