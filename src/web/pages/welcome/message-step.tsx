import { useState } from "react";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { validate } from "../editor/form.ts";
import { MessageField } from "../editor/message-field.tsx";
import { Preview } from "../editor/preview.tsx";
import { StepForm } from "./step-form.tsx";
import { useSaveLine } from "./use-save-line.ts";
import type { StepProps } from "./welcome.tsx";

export function MessageStep({ line, back, next }: StepProps & { line: Line }) {
  const { country } = useBusiness();
  const [message, setMessage] = useState(line.message);
  const save = useSaveLine(line, next);
  const problem = validate(country).message(message);
  return (
    <StepForm
      title="What should missed callers read?"
      about="It lands on their phone within seconds of hanging up. Say who you are, and that they can just reply."
      back={back}
      onSubmit={() => save.mutate({ message })}
      saving={save.isPending}
      ready={problem === null}
      error={save.error}
    >
      <MessageField value={message} onChange={setMessage} error={problem} />
      <Preview message={message} line={line.number} />
    </StepForm>
  );
}
