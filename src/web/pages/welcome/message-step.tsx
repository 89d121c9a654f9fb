import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { MAX_REPEAT_WINDOW_MINUTES } from "../../../domain/repeat-window.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { validate } from "../editor/form.ts";
import { MessageField } from "../editor/message-field.tsx";
import { Preview } from "../editor/preview.tsx";
import { StepForm } from "./step-form.tsx";
import { useSaveLine } from "./use-save-line.ts";
import type { StepProps } from "./welcome.tsx";

/** Minutes: most who try again do so at once. */
const USUAL_WINDOW = 10;

export function MessageStep({ line, back, next }: StepProps & { line: Line }) {
  const { country } = useBusiness();
  const [message, setMessage] = useState(line.message);
  const [again, setAgain] = useState(
    line.repeatWindowMinutes === 0 ? USUAL_WINDOW : line.repeatWindowMinutes,
  );
  const save = useSaveLine(line, next);
  const problem = validate(country).message(message);
  return (
    <StepForm
      title={welcome("message.title")}
      about={welcome("message.about")}
      back={back}
      onSubmit={() => save.mutate({ message, repeatWindowMinutes: again })}
      saving={save.isPending}
      ready={problem === null}
      error={save.error}
    >
      <MessageField value={message} onChange={setMessage} error={problem} />
      <NumberInput
        label={welcome("message.again")}
        description={welcome("message.againAbout")}
        min={0}
        max={MAX_REPEAT_WINDOW_MINUTES}
        value={again}
        onChange={(typed) => setAgain(typeof typed === "number" ? Math.round(typed) : 0)}
      />
      <Preview message={message} line={line.number} />
    </StepForm>
  );
}
