/** A connection's settings in the language of the page. A connector from elsewhere speaks in its manifest's words. */
import type { FieldProblem } from "../../domain/errors.ts";
import type { ConnectorSetting } from "../api/shapes.ts";
import { crmSettings } from "./en/crm-settings.ts";
import { saidInSpanish } from "./said.ts";

export interface SettingWords {
  readonly label: string;
  readonly help?: string | undefined;
  /** What the value has to be. */
  readonly mismatch?: string | undefined;
}

export function settingWords(connector: string, name: string, spec: ConnectorSetting): SettingWords {
  const said = saidInSpanish()?.connectors[connector]?.settings[name];
  return said ?? { label: spec.label, help: spec.help, mismatch: spec.mismatch };
}

/** What is wrong with it, at its field: "This must be digits only." */
export function settingProblem(
  connector: string,
  name: string,
  spec: ConnectorSetting,
  { message }: FieldProblem,
): string {
  const { mismatch } = settingWords(connector, name, spec);
  if (message === spec.mismatch && mismatch !== undefined) return crmSettings("wrong", { rule: mismatch });
  const isPattern = spec.pattern !== undefined && message.endsWith(spec.pattern);
  if (isPattern || saidInSpanish() !== null) return crmSettings("wrongForm");
  return crmSettings("wrong", { rule: message });
}
