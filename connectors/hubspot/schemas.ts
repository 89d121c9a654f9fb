/** What we read of HubSpot's answers; all else is let through unread. */
import { z } from "zod";

const object = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  objectWriteTraceId: z.string().optional(),
});
export type HubspotObject = z.infer<typeof object>;

export const objectAnswer = object;
export const searchAnswer = z.object({ total: z.int(), results: z.array(object) });

/** An error's small print is a help, never a reason not to read the rest: it comes in several shapes. */
const smallPrint = z.record(z.string(), z.array(z.string())).optional().catch(undefined);

/**
 * A batch may be done in part (207): then `errors` names the inputs that were refused by their trace ids
 * (developers.hubspot.com/docs/api-reference/latest/error-handling, "Multi-status errors").
 */
export const batchAnswer = z.object({
  results: z.array(object),
  errors: z.array(z.object({ context: smallPrint })).optional(),
});
export type BatchAnswer = z.infer<typeof batchAnswer>;

export const associationsAnswer = z.object({
  results: z.array(
    z.object({
      to: z.array(z.object({ toObjectId: z.union([z.string(), z.number()]) })),
      paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
    }),
  ),
});

/** Part of them may be refused (207). */
export const associatedAnswer = z.object({
  errors: z.array(z.object({ message: z.string().optional() })).optional(),
});

/** 204: there is no body. */
export const noAnswer = z.unknown();

const property = z.object({
  name: z.string(),
  label: z.string(),
  archived: z.boolean().optional(),
  calculated: z.boolean().optional(),
  modificationMetadata: z.object({ readOnlyValue: z.boolean() }).optional(),
  options: z.array(z.object({ value: z.string() })).optional(),
});
export type Property = z.infer<typeof property>;
export const propertyAnswer = property;
export const propertiesAnswer = z.object({ results: z.array(property) });

/** Who gave a property a value: `INTEGRATION` and our app's id are we, `CRM_UI` is a person, and so on. */
const version = z.object({ sourceType: z.string(), sourceId: z.string().nullish(), timestamp: z.string() });
export type PropertyVersion = z.infer<typeof version>;
export const historyAnswer = z.object({
  results: z.array(
    z.object({ id: z.string(), propertiesWithHistory: z.record(z.string(), z.array(version)).default({}) }),
  ),
});

export const accountAnswer = z.object({ portalId: z.number(), timeZone: z.string().optional() });

const words = z.string().optional().catch(undefined);

/**
 * An error's body; every field is optional (developers.hubspot.com/docs/api-reference/latest/error-handling). Rate
 * limits have `errorType` and `policyName` in the place of `category`.
 */
export const errorBody = z.object({
  message: words,
  policyName: words,
  errors: z
    .array(z.object({ code: words, context: smallPrint }))
    .optional()
    .catch(undefined),
});

/** The problems that stand as JSON inside the message of a property error. */
export const propertyProblems = z.array(z.object({ name: z.string() }));
