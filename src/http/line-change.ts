import type { z } from "zod";
import type { LineChange } from "../app/manage.ts";
import { given } from "./given.ts";
import type { putLine } from "./schemas.ts";

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
