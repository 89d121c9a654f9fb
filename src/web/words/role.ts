import type { Role } from "../../domain/sign-in.ts";

export const roleWords: Readonly<Record<Role, string>> = { owner: "Owner", member: "Member" };
