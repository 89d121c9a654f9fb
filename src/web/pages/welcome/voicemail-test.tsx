/** Whether the phone's own voicemail takes the calls, and what is done about it. */
import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AnswerConfirmation } from "../../../domain/answered-by.ts";
import { api } from "../../api/endpoints.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Note } from "../../ui/page.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { phoneWords } from "../../words/phone.ts";
import { probeRounds, ROUNDS, type RoundResult } from "../../words/voicemail-test.ts";
import { StepForm } from "./step-form.tsx";
import { useSaveLine } from "./use-save-line.ts";
import classes from "./welcome.module.css";
import type { StepProps } from "./welcome.tsx";

const LOOK_EVERY_MS = 1_500;

const CHOICES = ["press_key", "off"] as const satisfies readonly AnswerConfirmation[];

export function VoicemailTest({ line, back, next }: StepProps & { line: Line }) {
  const { id, country } = useBusiness();
  const [said, setSaid] = useState<ReadonlyMap<string, "voicemail" | "me">>(new Map());
  const [chosen, setChosen] = useState<AnswerConfirmation | null>(null);
  const save = useSaveLine(line, next);
  const before = useQuery({
    queryKey: ["business", id, "voicemail-test", line.number, "before"],
    queryFn: async ({ signal }) => (await api.calls(id, null, signal)).items.map((call) => call.id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const calls = useQuery({
    queryKey: ["business", id, "voicemail-test", line.number, "calls"],
    queryFn: async ({ signal }) => (await api.calls(id, null, signal)).items,
    enabled: before.data !== undefined,
    refetchInterval: LOOK_EVERY_MS,
  });
  const rounds = probeRounds(calls.data ?? [], line.number, new Set(before.data ?? []), said);
  const found = rounds.some(({ state }) => state === "voicemail");
  const clear = rounds.every(({ state }) => state === "missed");
  // Where nothing is known, the safe way: a missed caller who gets no text is the worse mistake.
  const preselected: AnswerConfirmation =
    line.answerConfirmation !== "off" ? line.answerConfirmation : clear && !found ? "off" : "press_key";
  const choice = chosen ?? preselected;
  const say = (callId: string, what: "voicemail" | "me") => setSaid(new Map([...said, [callId, what]]));

  return (
    <StepForm
      title={welcome("probe.title")}
      about={welcome("probe.about", { number: phoneWords(line.number, country) })}
      back={back}
      onSubmit={() => save.mutate({ answerConfirmation: choice })}
      saving={save.isPending}
      error={save.error}
    >
      <ol className={classes.rounds} aria-live="polite">
        {ROUNDS.map((round, index) => (
          <Round
            key={round}
            title={welcome(`probe.${round}.title`)}
            words={welcome(`probe.${round}.words`)}
            result={rounds[index] ?? { state: "waiting", callId: null }}
            isNext={rounds.slice(0, index).every(({ state }) => state === "missed" || state === "voicemail")}
            say={say}
          />
        ))}
      </ol>
      {found && (
        <Note tone="wait" title={welcome("probe.found")}>
          {welcome("probe.foundWords")}
        </Note>
      )}
      {clear && !found && <Note tone="good" title={welcome("probe.clear")} />}
      <fieldset className={classes.choices}>
        <legend className={classes.legend}>{welcome("probe.pickedUp")}</legend>
        {CHOICES.map((value) => (
          <label key={value} className={classes.choice}>
            <input
              type="radio"
              name="confirmation"
              checked={choice === value}
              onChange={() => setChosen(value)}
            />
            <span>
              <strong>{welcome(`probe.${value}.title`)}</strong>
              <small>{welcome(`probe.${value}.about`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </StepForm>
  );
}

function Round({
  title,
  words,
  result: { state, callId },
  isNext,
  say,
}: {
  title: string;
  words: string;
  result: RoundResult;
  isNext: boolean;
  say: (callId: string, what: "voicemail" | "me") => void;
}) {
  const over = state === "missed" || state === "voicemail";
  return (
    <li className={classes.round} data-state={state}>
      <span className={classes.tick}>
        {state === "missed" ? (
          <Icon name="check" size={18} />
        ) : state === "voicemail" ? (
          <Icon name="alert" size={18} />
        ) : isNext ? (
          <Loader size={18} />
        ) : null}
      </span>
      <div>
        <strong>{title}</strong>
        <p>
          {state === "missed"
            ? welcome("probe.missed")
            : state === "voicemail"
              ? welcome("probe.voicemail")
              : state === "running"
                ? welcome("probe.running")
                : words}
        </p>
        {state === "ask" && callId !== null && !over && (
          <div className={classes.foot}>
            <Button variant="default" onClick={() => say(callId, "voicemail")}>
              {welcome("probe.itAnswered")}
            </Button>
            <Button variant="subtle" onClick={() => say(callId, "me")}>
              {welcome("probe.me")}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
