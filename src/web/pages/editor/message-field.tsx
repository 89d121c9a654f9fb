/** The message: chips put in what differs from caller to caller; below it, what the text costs. */
import { Button, Textarea } from "@mantine/core";
import { useRef } from "react";
import { MAX_TEMPLATE_CHARACTERS, type TemplateVariable } from "../../../domain/template.ts";
import { Icon } from "../../ui/icons.tsx";
import { editor } from "../../words/en/editor.ts";
import { textFacts } from "../../words/text-facts.ts";
import classes from "./editor.module.css";

/** In the order in which they are offered. */
const CHIPS: readonly TemplateVariable[] = [
  "caller_first_name",
  "caller_name",
  "business_name",
  "business_number",
  "caller_number",
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
        label={editor("message.label")}
        description={editor("message.about")}
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
        <legend className={classes.chipsLegend}>{editor("message.putIn")}</legend>
        {CHIPS.map((variable) => (
          <button
            key={variable}
            type="button"
            className={classes.chip}
            onClick={() => insert(`{{${variable}}}`)}
          >
            <Icon name="plus" size={15} />
            {editor(`message.${variable}`)}
          </button>
        ))}
      </fieldset>
      {costly.length > 0 && (
        <div className={classes.costly}>
          <p>
            {editor.rich("message.costly", {
              count: costly.length,
              characters: costly.slice(0, 12).join(" "),
              b: (words) => <strong className={classes.characters}>{words}</strong>,
            })}
          </p>
          {plain !== null && (
            <Button variant="default" onClick={() => onChange(plain)}>
              {editor("message.plain")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
