import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { normalisePhone } from "../../../domain/phone.ts";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { phoneWords } from "../../words/phone.ts";
import { StepForm } from "./step-form.tsx";
import classes from "./welcome.module.css";
import type { StepProps } from "./welcome.tsx";

const OTHER = "other";

export function LineStep({
  lines,
  current,
  back,
  next,
}: StepProps & { lines: readonly Line[]; current: string | null }) {
  const { id, country } = useBusiness();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(current ?? OTHER);
  const [typed, setTyped] = useState("");
  const number = chosen === OTHER ? normalisePhone(typed, country) : chosen;
  const save = useMutation({
    // A line that exists is only chosen; a new one is taken over with its defaults.
    mutationFn: async (wanted: string) => {
      if (!lines.some((line) => line.number === wanted)) await api.putLine(id, wanted, {});
      return wanted;
    },
    onSuccess: async (wanted) => {
      await client.invalidateQueries({ queryKey: keys.lines(id) });
      next(wanted);
    },
  });
  const refused =
    save.error instanceof ApiProblem && save.error.code === "not_assigned"
      ? new ApiProblem(
          403,
          "not_assigned",
          "This number is not yours here yet. Ask your provider to assign it to you; then it appears in this list.",
        )
      : save.error;
  return (
    <StepForm
      title="The number your customers call"
      about="It stays theirs to call and text: calls to it are forwarded to you, and missed callers are texted from it."
      back={back}
      onSubmit={() => number !== null && save.mutate(number)}
      saving={save.isPending}
      ready={number !== null}
      error={refused}
    >
      {lines.length > 0 && (
        <fieldset className={classes.choices}>
          <legend className={classes.hidden}>Number</legend>
          {[...lines.map((line) => line.number as string), OTHER].map((each) => (
            <label key={each} className={classes.choice}>
              <input type="radio" name="line" checked={each === chosen} onChange={() => setChosen(each)} />
              {each === OTHER ? "Another number" : phoneWords(each, country)}
            </label>
          ))}
        </fieldset>
      )}
      {chosen === OTHER && (
        <TextInput
          label="Number"
          description="One that your provider has assigned to you. If you forward your old number to it, texts come from this one, not from the old."
          placeholder="(512) 555-0100"
          inputMode="tel"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={typed.length > 9 && number === null && "This does not look like a whole phone number."}
        />
      )}
    </StepForm>
  );
}
