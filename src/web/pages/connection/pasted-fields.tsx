import { TextInput } from "@mantine/core";
import type { FieldProblem } from "../../../domain/errors.ts";
import type { ConnectorCredential } from "../../api/shapes.ts";
import { fieldWords, saidInSpanish } from "../../words/said.ts";

export function PastedFields({
  connector,
  credentials,
  values,
  problems,
  onChange,
}: {
  connector: string;
  credentials: Readonly<Record<string, ConnectorCredential>>;
  values: Readonly<Record<string, string>>;
  problems: readonly FieldProblem[];
  onChange: (name: string, value: string) => void;
}) {
  const said = saidInSpanish()?.connectors[connector]?.credentials;
  const problemAt = (name: string) => {
    const found = problems.find(({ field }) => field.endsWith(name));
    if (found === undefined) return undefined;
    // What a connector says of its credentials is a sentence of its own.
    return said === undefined ? found.message : fieldWords(found);
  };
  return Object.entries(credentials).map(([name, { label, help, secret }]) => (
    <TextInput
      key={name}
      type={secret ? "password" : "text"}
      label={said?.[name]?.label ?? label}
      description={said?.[name]?.help ?? help}
      autoComplete="off"
      value={values[name] ?? ""}
      onChange={(event) => onChange(name, event.currentTarget.value)}
      error={problemAt(name)}
    />
  ));
}
