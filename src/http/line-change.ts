import type { z } from "zod";
import type { LineChange } from "../app/manage.ts";
import type { putLine } from "./schemas.ts";

/** Only what was given: a field left out keeps its value. */
export const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

export const lineChangeOf = ({
  enabled,
  forwardTo,
  ringTimeoutSeconds,
  message,
  ...options
}: z.output<typeof putLine>): LineChange => ({
  enabled,
  forwardTo,
  ringTimeoutSeconds,
  message,
  options: given(options),
});
