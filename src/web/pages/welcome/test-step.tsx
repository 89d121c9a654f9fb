/** The proof: a real call to the real number, and each step ticks as it happens. */
import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Note } from "../../ui/page.tsx";
import { testSteps } from "../../words/live-test.ts";
import { phoneWords } from "../../words/phone.ts";
import { StepForm } from "./step-form.tsx";
import classes from "./welcome.module.css";

const LOOK_EVERY_MS = 1_500;
/** The browser's clock and the server's may differ. */
const CLOCK_SLACK_MS = 60_000;

export function TestStep({ line, back }: { line: Line; back: (() => void) | null }) {
  const { id, country } = useBusiness();
  const [startedAt, setStartedAt] = useState(Date.now);
  const watch = useQuery({
    queryKey: ["business", id, "live-test", line.number, startedAt],
    queryFn: async ({ signal }) => {
      const [calls, texts] = await Promise.all([api.calls(id, null, signal), api.texts(id, null, signal)]);
      const call = calls.items.find(
        (each) =>
          each.line === line.number &&
          each.direction === "in" &&
          Date.parse(each.occurredAt) >= startedAt - CLOCK_SLACK_MS,
      );
      return { call: call ?? null, text: texts.items.find(({ callId }) => callId === call?.id) ?? null };
    },
    refetchInterval: LOOK_EVERY_MS,
  });
  const steps = testSteps(watch.data?.call ?? null, watch.data?.text ?? null);
  const passed = steps.every(({ state }) => state === "done");
  const failed = steps.some(({ state }) => state === "failed");
  const number = phoneWords(line.number, country);
  return (
    <StepForm
      title="Try it"
      about={
        <>
          Call <a href={`tel:${line.number}`}>{number}</a> now, from any phone but the one it forwards to, and
          do not pick up.
        </>
      }
      back={back}
      actions={
        <>
          {failed && (
            <Button variant="default" onClick={() => setStartedAt(Date.now() + CLOCK_SLACK_MS)}>
              Test again
            </Button>
          )}
          <Button component={Link} to="/inbox" variant={passed ? "filled" : "subtle"}>
            {passed ? "Go to the inbox" : "Test later"}
          </Button>
        </>
      }
    >
      <ol className={classes.test} aria-live="polite">
        {steps.map(({ title, state, words }) => (
          <li key={title} data-state={state}>
            <span className={classes.tick}>
              {state === "running" ? (
                <Loader size={18} />
              ) : state === "done" ? (
                <Icon name="check" size={18} />
              ) : state === "failed" ? (
                <Icon name="cross" size={18} />
              ) : null}
            </span>
            <span>
              {title}
              {state === "done" && <span className={classes.hidden}> (done)</span>}
              {words !== null && <small>{words}</small>}
            </span>
          </li>
        ))}
      </ol>
      {passed && (
        <Note tone="good" title="It works">
          From now on whoever you miss is texted. You can change everything under Text-back.
        </Note>
      )}
    </StepForm>
  );
}
