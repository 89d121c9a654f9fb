import { TextInput } from "@mantine/core";
import type { FieldProblem } from "../../../domain/errors.ts";
import type { ConnectorCredential } from "../../api/shapes.ts";

export function PastedFields({
  credentials,
  values,
  problems,
  onChange,
}: {
  credentials: Readonly<Record<string, ConnectorCredential>>;
  values: Readonly<Record<string, string>>;
  problems: readonly FieldProblem[];
  onChange: (name: string, value: string) => void;
}) {
  return Object.entries(credentials).map(([name, { label, help, secret }]) => (
    <TextInput
      key={name}
      type={secret ? "password" : "text"}
      label={label}
      description={help}
      autoComplete="off"
      value={values[name] ?? ""}
      onChange={(event) => onChange(name, event.currentTarget.value)}
      error={problems.find(({ field }) => field.endsWith(name))?.message}
    />
  ));
}
