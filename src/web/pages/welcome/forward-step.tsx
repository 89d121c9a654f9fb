import { TextInput } from "@mantine/core";
import { useState } from "react";
import { DEFAULT_RING_SECONDS } from "../../../domain/settings.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { forwardTargets, validate, valuesOf } from "../editor/form.ts";
import { RingTimeout } from "../editor/ring-timeout.tsx";
import { CarrierAdvice } from "./carrier-advice.tsx";
import { StepForm } from "./step-form.tsx";
import { useSaveLine } from "./use-save-line.ts";
import { VoicemailTest } from "./voicemail-test.tsx";
import classes from "./welcome.module.css";
import type { StepProps } from "./welcome.tsx";

const KINDS = ["cell", "system"] as const;

export function ForwardStep({ line, back, next }: StepProps & { line: Line }) {
  const { country } = useBusiness();
  const [kind, setKind] = useState<"cell" | "system">(
    [line.forwardTo ?? []].flat().some((target) => target.startsWith("sip")) ? "system" : "cell",
  );
  const [typed, setTyped] = useState(valuesOf(line, country).forwardTo);
  const [seconds, setSeconds] = useState(
    line.forwardTo === null ? DEFAULT_RING_SECONDS : line.ringTimeoutSeconds,
  );
  const [left, setLeft] = useState(false);
  const [saved, setSaved] = useState(false);
  const save = useSaveLine(line, () => (kind === "cell" ? setSaved(true) : next()));
  const target = forwardTargets(typed, country) ?? null;
  if (saved) return <VoicemailTest line={line} back={() => setSaved(false)} next={next} />;
  return (
    <StepForm
      title={welcome("forward.title")}
      about={welcome("forward.about")}
      back={back}
      onSubmit={() =>
        save.mutate({
          enabled: true,
          forwardTo: target,
          ringTimeoutSeconds: seconds,
        })
      }
      saving={save.isPending}
      ready={target !== null}
      error={save.error}
    >
      <fieldset className={classes.choices}>
        <legend className={classes.hidden}>{welcome("forward.what")}</legend>
        {KINDS.map((each) => (
          <label key={each} className={classes.choice}>
            <input type="radio" name="kind" checked={each === kind} onChange={() => setKind(each)} />
            <span>
              <strong>{welcome(`forward.${each}.title`)}</strong>
              <small>{welcome(`forward.${each}.about`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <TextInput
        label={welcome(`forward.${kind}.field`)}
        placeholder={welcome(`forward.${kind}.hint`)}
        inputMode={kind === "cell" ? "tel" : "text"}
        autoComplete={kind === "cell" ? "tel" : "off"}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => setLeft(true)}
        error={left && validate(country).forwardTo(typed)}
      />
      <RingTimeout value={seconds} onChange={setSeconds} />
      {kind === "cell" && <CarrierAdvice />}
    </StepForm>
  );
}
