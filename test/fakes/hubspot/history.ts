/** Which values properties had, and who gave them: what HubSpot keeps of each object. */

export interface PropertyVersion {
  readonly value: string;
  readonly timestamp: string;
  readonly sourceType: string;
  readonly sourceId: string | null;
}

export type Source = Pick<PropertyVersion, "sourceType" | "sourceId">;
/** Our app, as its portal knows it; and a person at their screen. */
export const APP: Source = { sourceType: "INTEGRATION", sourceId: "4711" };
export const PERSON: Source = { sourceType: "CRM_UI", sourceId: "userId:77" };
const ITSELF: Source = { sourceType: "CALCULATED", sourceId: null };

export function history() {
  const versions = new Map<string, PropertyVersion[]>();
  return {
    add(properties: Readonly<Record<string, string>>, source: Source, at: Date) {
      for (const [name, value] of Object.entries(properties)) {
        const by = name.startsWith("hs_searchable_") || name === "createdate" ? ITSELF : source;
        const before = versions.get(name) ?? [];
        if (before[0]?.value === value) continue;
        versions.set(name, [{ value, timestamp: at.toISOString(), ...by }, ...before]);
      }
    },
    /** The newest first, as HubSpot has it; names without a value are left out. */
    of: (names: readonly string[]): Record<string, readonly PropertyVersion[]> =>
      Object.fromEntries(
        names.flatMap((name) => {
          const found = versions.get(name);
          return found === undefined ? [] : [[name, found]];
        }),
      ),
  };
}
