import { Button, Slider } from "@mantine/core";
import { useId } from "react";
import { MAX_RING_SECONDS, MIN_RING_SECONDS } from "../../../domain/settings.ts";
import { editor } from "../../words/en/editor.ts";
import { learnedAdvice, ringAdvice } from "../../words/ring-advice.ts";
import classes from "./editor.module.css";

interface Props {
  readonly value: number;
  readonly onChange: (seconds: number) => void;
  /** When the forward phone's voicemail starts, as learned from its calls; `null`: not known. */
  readonly voicemailStartSeconds?: number | null;
  readonly error?: React.ReactNode;
}

export function RingTimeout({ value, onChange, voicemailStartSeconds = null, error }: Props) {
  const id = useId();
  const learned = learnedAdvice(voicemailStartSeconds, value);
  const { tone, words } = learned ?? ringAdvice(value);
  const better = learned?.better ?? null;
  return (
    <div>
      <div className={classes.ringHead}>
        <span id={id} className={classes.label}>
          {editor("ring.label")}
        </span>
        <output className={classes.ringValue}>
          {editor.rich("ring.value", { seconds: value, small: (words) => <span>{words}</span> })}
        </output>
      </div>
      <div className={classes.track}>
        {/* The range that most owners choose, drawn under the slider. */}
        <span className={classes.advised} aria-hidden="true" />
        <Slider
          aria-labelledby={id}
          thumbProps={{ "aria-labelledby": id }}
          thumbLabel={editor("ring.label")}
          min={MIN_RING_SECONDS}
          max={MAX_RING_SECONDS}
          step={1}
          label={null}
          size={8}
          thumbSize={28}
          value={value}
          onChange={onChange}
        />
        <div className={classes.scale} aria-hidden="true">
          <span>10</span>
          <span>{editor("ring.most")}</span>
          <span>60</span>
        </div>
      </div>
      <p className={classes.advice} data-tone={tone} role="status">
        {words}
      </p>
      {better !== null && (
        <Button variant="default" onClick={() => onChange(better)}>
          {editor("ring.label")} {better} seconds
        </Button>
      )}
      {error && <p className={classes.error}>{error}</p>}
    </div>
  );
}
