import { Refusal } from "../domain/errors.ts";
import type { E164 } from "../domain/phone.ts";
import * as schemas from "./schemas.ts";

/** A phone number in a path. */
export const phoneIn = (params: Readonly<Record<string, string>>, name: string): E164 => {
  const parsed = schemas.phone.safeParse(params[name]);
  if (!parsed.success)
    throw new Refusal(
      "invalid_input",
      `${name} must be a phone number in E.164 form, with + written as %2B.`,
      [{ field: name, message: "must be a phone number in E.164 form, such as %2B15125550142" }],
    );
  return parsed.data;
};
