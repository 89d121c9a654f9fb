import type { TemplateFault } from "../../../../domain/template.ts";

/** What is wrong with a message. */
export function templateFault(fault: TemplateFault): string {
  switch (fault.kind) {
    case "empty":
      return "no puede estar vacío";
    case "too_long":
      return `puede tener ${fault.most} caracteres como máximo; este tiene ${fault.length}`;
    case "open_brace":
      return `tiene un {{ sin su }}: "${fault.at}"`;
    case "unknown_variable":
      return `tiene un dato desconocido {{${fault.name}}}; se conocen ${fault.known}`;
  }
}
