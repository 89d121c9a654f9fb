/** Which field of the CRM gets what: a row for each, and the words that stand for what is known of a call. */
import { ActionIcon, Button, Input, TextInput } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../../ui/icons.tsx";
import { crmSettings } from "../../words/en/crm-settings.ts";
import { type MappedField, mappedFields, mappingLines } from "./mapping-lines.ts";
import classes from "./settings-form.module.css";

interface Props {
  readonly label: string;
  readonly description: string | undefined;
  readonly words: readonly string[];
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (lines: string) => void;
}

const EMPTY: MappedField = { field: "", written: "" };

export function MappingField({ label, description, words, value, error, onChange }: Props) {
  const [rows, setRows] = useState<readonly MappedField[]>(() => mappedFields(value));
  const [last, setLast] = useState(0);
  const change = (next: readonly MappedField[]) => {
    setRows(next);
    onChange(mappingLines(next));
  };
  const set = (index: number, row: Partial<MappedField>) => {
    setLast(index);
    change(rows.map((each, at) => (at === index ? { ...each, ...row } : each)));
  };
  /** Behind what is written in the row that was touched last. */
  const insert = (word: string) => {
    const row = rows[last];
    if (row === undefined) change([...rows, { ...EMPTY, written: `{{${word}}}` }]);
    else set(last, { written: `${row.written}{{${word}}}` });
  };
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      size="md"
      description={description}
      error={error}
      role="group"
      aria-label={label}
    >
      <div className={classes.rows}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and stay in their order
          <div key={index} className={classes.row}>
            <TextInput
              aria-label={crmSettings("mapping.field", { number: index + 1 })}
              placeholder={crmSettings("mapping.fieldExample")}
              spellCheck={false}
              autoCapitalize="off"
              value={row.field}
              onFocus={() => setLast(index)}
              onChange={(event) => set(index, { field: event.currentTarget.value })}
            />
            <TextInput
              aria-label={crmSettings("mapping.written", { number: index + 1 })}
              placeholder={crmSettings("mapping.writtenExample")}
              value={row.written}
              onFocus={() => setLast(index)}
              onChange={(event) => set(index, { written: event.currentTarget.value })}
            />
            <ActionIcon
              size={44}
              aria-label={crmSettings("mapping.remove", { number: index + 1 })}
              onClick={() => change(rows.filter((_, at) => at !== index))}
            >
              <Icon name="cross" size={18} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="default"
          leftSection={<Icon name="plus" size={18} />}
          className={classes.add ?? ""}
          onClick={() => {
            setLast(rows.length);
            setRows([...rows, EMPTY]);
          }}
        >
          {crmSettings("mapping.add")}
        </Button>
        {rows.length > 0 && (
          <p className={classes.words}>
            <span>{crmSettings("mapping.words")}</span>
            {words.map((word) => (
              <button key={word} type="button" className={classes.word} onClick={() => insert(word)}>
                {`{{${word}}}`}
              </button>
            ))}
          </p>
        )}
      </div>
    </Input.Wrapper>
  );
}
