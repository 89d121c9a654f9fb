import { Alert, Flex, Form, Heading, Input, LoadingButton, Text, Toggle } from "@hubspot/ui-extensions";
import { useState } from "react";
import { type Field, ServiceProblem, type Settings, saveSettings, type Value } from "./service.ts";

interface Props {
  readonly settings: Settings;
  readonly saved: (settings: Settings) => void;
}

/** What the connector's manifest asks for: a new setting there needs no line here. */
export function Fields({ settings, saved }: Props) {
  const [values, setValues] = useState<Record<string, Value>>({});
  const [isSaving, setSaving] = useState(false);
  const [outcome, setOutcome] = useState<{ title: string; words: string; isProblem: boolean } | null>(null);

  async function save(): Promise<void> {
    if (isSaving) return;
    setSaving(true);
    try {
      saved(await saveSettings(values));
      setValues({});
      setOutcome({ title: "Saved", words: "New contacts are made like this.", isProblem: false });
    } catch (error) {
      if (!(error instanceof ServiceProblem)) throw error;
      setOutcome({ title: "Not saved", words: error.message, isProblem: true });
    } finally {
      setSaving(false);
    }
  }

  return (
    <Form onSubmit={() => void save()} preventDefault>
      <Flex direction="column" gap="medium">
        <Heading>New contacts and activities</Heading>
        {!settings.mayChange && (
          <Text variant="microcopy">Only an owner of this business at textback may change these.</Text>
        )}
        {settings.fields.map((field) => (
          <OneField
            key={field.name}
            field={field}
            value={values[field.name] ?? field.value}
            readOnly={!settings.mayChange}
            changed={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {outcome !== null && (
          <Alert title={outcome.title} variant={outcome.isProblem ? "error" : "success"}>
            {outcome.words}
          </Alert>
        )}
        <LoadingButton type="submit" variant="primary" loading={isSaving} disabled={!settings.mayChange}>
          Save
        </LoadingButton>
      </Flex>
    </Form>
  );
}

interface OneFieldProps {
  readonly field: Field;
  readonly value: Value | null;
  readonly readOnly: boolean;
  readonly changed: (value: Value) => void;
}

function OneField({ field: { name, label, help, type }, value, readOnly, changed }: OneFieldProps) {
  if (type === "boolean")
    return (
      <Toggle name={name} label={label} checked={value === true} readOnly={readOnly} onChange={changed} />
    );
  return (
    <Input
      name={name}
      label={label}
      {...(help === null ? {} : { description: help })}
      value={String(value ?? "")}
      readOnly={readOnly}
      onChange={(text) => changed(type === "number" ? Number(text) : text)}
    />
  );
}
