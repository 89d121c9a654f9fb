/** The message: chips put in what differs from caller to caller; below it, what the text costs. */
import { Button, Textarea } from "@mantine/core";
import { useRef } from "react";
import { MAX_TEMPLATE_CHARACTERS, type TemplateVariable } from "../../../domain/template.ts";
import { Icon } from "../../ui/icons.tsx";
import { textFacts } from "../../words/text-facts.ts";
import classes from "./editor.module.css";

const CHIPS: readonly {
  readonly variable: TemplateVariable;
  readonly label: string;
  readonly insert: string;
}[] = [
  { variable: "caller_first_name", label: "First name", insert: "{{caller_first_name}}" },
  { variable: "caller_name", label: "Full name", insert: "{{caller_name}}" },
  { variable: "business_name", label: "Your business", insert: "{{business_name}}" },
  { variable: "business_number", label: "Your number", insert: "{{business_number}}" },
  { variable: "caller_number", label: "Their number", insert: "{{caller_number}}" },
];

interface Props {
  readonly value: string;
  readonly onChange: (message: string) => void;
  readonly onBlur?: () => void;
  readonly error?: React.ReactNode;
}

export function MessageField({ value, onChange, onBlur, error }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (words: string) => {
    const box = field.current;
    const [from, to] = [box?.selectionStart ?? value.length, box?.selectionEnd ?? value.length];
    const before = value.slice(0, from);
    const gap = before === "" || /\s$/.test(before) ? "" : " ";
    onChange(before + gap + words + value.slice(to));
    const caret = from + gap.length + words.length;
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(caret, caret);
    });
  };
  const { costly, plain } = textFacts(value);
  return (
    <div>
      <Textarea
        ref={field}
        label="The text they get"
        description="Short, friendly and personal works best."
        autosize
        minRows={4}
        maxRows={10}
        maxLength={MAX_TEMPLATE_CHARACTERS}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
        error={error}
      />
      <fieldset className={classes.chips}>
        <legend className={classes.chipsLegend}>Put in</legend>
        {CHIPS.map(({ variable, label, insert: words }) => (
          <button key={variable} type="button" className={classes.chip} onClick={() => insert(words)}>
            <Icon name="plus" size={15} />
            {label}
          </button>
        ))}
      </fieldset>
      {costly.length > 0 && (
        <div className={classes.costly}>
          <p>
            {costly.length === 1 ? "This character more than halves" : "These characters more than halve"} the
            room in a segment: <strong className={classes.characters}>{costly.slice(0, 12).join(" ")}</strong>
          </p>
          {plain !== null && (
            <Button variant="default" onClick={() => onChange(plain)}>
              Replace with plain ones
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
