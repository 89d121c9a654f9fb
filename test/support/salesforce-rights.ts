/** What the package's permission sets let a user do, read from the package itself. */
import { fileURLToPath } from "node:url";
import type { ObjectType, Rights } from "../fakes/salesforce/fields.ts";
import { readFolder } from "./salesforce-metadata.ts";

const sourceDir = fileURLToPath(
  new URL("../../manifests/salesforce/package/force-app/main/default", import.meta.url),
);

/** Of a user who has these sets and nothing else; rights add up. */
export async function rightsOf(...sets: readonly string[]): Promise<Map<ObjectType, Rights>> {
  const { components } = await readFolder(sourceDir);
  const rights = new Map<ObjectType, Rights>();
  for (const name of sets) {
    const set = components.find((each) => each.type === "PermissionSet" && each.name === name);
    if (set === undefined) throw new Error(`There is no permission set ${name}`);
    for (const given of [set.fields.objectPermissions].flat()) {
      const before = rights.get(given.object);
      rights.set(given.object, {
        create: before?.create === true || given.allowCreate === "true",
        edit: before?.edit === true || given.allowEdit === "true",
        delete: before?.delete === true || given.allowDelete === "true",
      });
    }
  }
  return rights;
}
