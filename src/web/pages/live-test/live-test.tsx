/** The proof: the owner calls their own line from the very phone it forwards to, and each step ticks as it happens. */
import { Button, Loader } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys, liveTestQuery } from "../../api/queries.ts";
import type { Line, LiveTest as Test } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Note } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { liveTest } from "../../words/en/live-test.ts";
import { anyOf } from "../../words/list.ts";
import { isUnconfirmed, stepsAhead, type TestStep, testSteps, timeLeft } from "../../words/live-test.ts";
import { phoneWords } from "../../words/phone.ts";
import classes from "./live-test.module.css";
import { useNow } from "./use-now.ts";

const TICK_MS = 1_000;
/** A test that was begun earlier than this is history: a new visit begins a new one. */
const STALE_MS = 15 * 60_000;

export function LiveTest({ line }: { line: Line }) {
  const { id, country } = useBusiness();
  const client = useQueryClient();
  const now = useNow(TICK_MS);
  const watch = useQuery(liveTestQuery(id, line.number));
  const start = useMutation({
    mutationFn: () => api.startLiveTest(id, line.number),
    onSuccess: (test) => client.setQueryData(keys.liveTest(id, line.number), test),
  });
  const phones = [line.forwardTo ?? []].flat().filter((target) => target.startsWith("+"));
  if (watch.data === undefined) return <Waiting query={watch} />;
  const test = watch.data;
  const shown = test !== null && now.getTime() - Date.parse(test.startedAt) < STALE_MS ? test : null;
  const runs = shown?.state === "waiting" || shown?.state === "running";
  return (
    <div className={classes.test}>
      {shown === null ? (
        <>
          <p className={classes.about}>{liveTest("intro")}</p>
          <Steps steps={stepsAhead(phoneWords(line.number, country))} />
        </>
      ) : (
        <Running test={shown} line={line} phones={phones} now={now} />
      )}
      {start.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(start.error)}
        </p>
      )}
      {phones.length === 0 ? (
        <Note
          tone="wait"
          title={liveTest("sayFirst")}
          action={
            <Button component={Link} to={`/welcome?step=3&line=${encodeURIComponent(line.number)}`}>
              {liveTest("setItUp")}
            </Button>
          }
        >
          {liveTest("sayFirstWords")}
        </Note>
      ) : (
        !runs && (
          <Button
            className={classes.start ?? ""}
            variant={shown?.state === "passed" ? "default" : "filled"}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {shown === null ? liveTest("start") : liveTest("again")}
          </Button>
        )
      )}
    </div>
  );
}

function Running({
  test,
  line,
  phones,
  now,
}: {
  test: Test;
  line: Line;
  phones: readonly string[];
  now: Date;
}) {
  const { country } = useBusiness();
  return (
    <>
      {test.state === "waiting" && (
        <Note
          tone="wait"
          title={liveTest.rich("callNow", {
            number: phoneWords(line.number, country),
            dial: (words) => <a href={`tel:${line.number}`}>{words}</a>,
          })}
        >
          {liveTest.rich("from", {
            phones: anyOf(phones.map((phone) => phoneWords(phone, country))),
            left: timeLeft(test.endsAt, now),
            clock: (words) => <span className={classes.clock}>{words}</span>,
          })}
        </Note>
      )}
      <Steps steps={testSteps(test)} />
      {test.state === "passed" && (
        <Note tone="good" title={liveTest("works")}>
          {liveTest("worksWords")}
        </Note>
      )}
      {test.state === "expired" && (
        <Note tone="wait" title={liveTest("nobody")}>
          {liveTest("nobodyWords")}
        </Note>
      )}
      {isUnconfirmed(test, now) && (
        <Note tone="wait" title={liveTest("unconfirmed")}>
          {liveTest("unconfirmedWords")}
        </Note>
      )}
    </>
  );
}

const Steps = ({ steps }: { steps: readonly TestStep[] }) => (
  <ol className={classes.steps} aria-live="polite">
    {steps.map(({ title, state, words }, index) => (
      <li key={title} data-state={state}>
        <span className={classes.tick} aria-hidden={state === "waiting"}>
          {state === "running" ? (
            <Loader size={18} />
          ) : state === "done" ? (
            <Icon name="check" size={18} />
          ) : state === "failed" ? (
            <Icon name="cross" size={18} />
          ) : (
            index + 1
          )}
        </span>
        <span>
          {title}
          {state === "done" && <span className={classes.hidden}>{liveTest("done")}</span>}
          {words !== null && <small>{words}</small>}
        </span>
      </li>
    ))}
  </ol>
);
