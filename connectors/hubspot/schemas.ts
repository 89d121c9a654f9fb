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

/** A batch may be done in part (207): then `errors` names the inputs that were refused by their trace ids. */
export const batchAnswer = z.object({
  results: z.array(object),
  errors: z
    .array(z.object({ context: z.object({ objectWriteTraceId: z.array(z.string()).optional() }).optional() }))
    .optional(),
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

export const accountAnswer = z.object({ portalId: z.number(), uiDomain: z.string().optional() });

/**
 * An error's body; every field is optional (developers.hubspot.com/docs/api-reference/error-handling). Rate
 * limits have `errorType` and `policyName` in the place of `category`.
 */
export const errorBody = z.object({
  message: z.string().optional(),
  category: z.string().optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
  errors: z
    .array(
      z.object({
        message: z.string().optional(),
        code: z.string().optional(),
        context: z.record(z.string(), z.array(z.string())).optional(),
      }),
    )
    .optional(),
});

/** The problems that stand as JSON inside the message of a property error. */
export const propertyProblems = z.array(z.object({ name: z.string(), error: z.string().optional() }));
