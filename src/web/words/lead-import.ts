/** An import in the owner's words: what each row does, and what a file becomes before it is sent. */
import type { ImportPreview } from "../api/shapes.ts";
import { leadImport } from "./en/lead-import.ts";
import { saidInSpanish } from "./said.ts";
import { capital } from "./time.ts";

type Row = ImportPreview["rows"][number];

/** What happens to one row. */
export function rowWords({ outcome, changes, sameAs, problems }: Row): string {
  switch (outcome) {
    case "create":
      return leadImport("newLead");
    case "refuse":
      return leadImport("leftOut", { problems: problems.map(problemWords).join(" ") });
    case "same":
      return sameAs === null ? leadImport("same") : leadImport("sameAs", { line: sameAs });
    case "change": {
      const what = changes.map((change) => leadImport(`changes.${change}`)).join(", ");
      return sameAs === null
        ? leadImport("change", { what })
        : leadImport("changeAs", { line: sameAs, what });
    }
  }
}

const USES = ["name", "phone", "stage", "notes"] as const;

function problemWords({ field, message }: Row["problems"][number]): string {
  const said = saidInSpanish();
  const use = USES.find((each) => each === field);
  if (said === null)
    return leadImport("problem", {
      field: field === "(row)" ? leadImport("theRow") : capital(field),
      rule: message,
    });
  return leadImport("problem", {
    field: use === undefined ? leadImport("theRow") : leadImport(`use.${use}`),
    rule: `${said.rowProblems[field] ?? said.otherRowProblem}.`,
  });
}

const COUNTED = ["create", "change", "same", "refuse"] as const;

/** "12 new leads, 3 rows change leads, 40 rows say nothing new" */
export function countWords(counts: ImportPreview["counts"]): string {
  const parts = COUNTED.filter((each) => counts[each] > 0).map((each) =>
    leadImport(`counts.${each}`, { count: counts[each] }),
  );
  return parts.length === 0 ? leadImport("counts.nothing") : parts.join(", ");
}

/**
 * The text of a file as spreadsheet programs save it: UTF-8, UTF-16 with its mark, and, where it is neither, what
 * Excel on Windows writes.
 */
export function textOfFile(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
