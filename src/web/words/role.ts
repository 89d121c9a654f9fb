import type { Role } from "../../domain/sign-in.ts";
import { people } from "./en/people.ts";

const ROLES: readonly Role[] = ["owner", "member"];

/** To choose from. */
export const roleChoices = (): { value: Role; label: string }[] =>
  ROLES.map((role) => ({ value: role, label: people(`roles.${role}`) }));
