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
import { isUnconfirmed, testSteps, timeLeft } from "../../words/live-test.ts";
import { phoneWords } from "../../words/phone.ts";
import classes from "./live-test.module.css";
import { useNow } from "./use-now.ts";

const TICK_MS = 1_000;
/** A test that was begun earlier than this is history: a new visit begins a new one. */
const STALE_MS = 15 * 60_000;

export function LiveTest({ line }: { line: Line }) {
  const { id } = useBusiness();
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
        <p className={classes.about}>
          For ten minutes a call from your own phone is treated as one that nobody picked up. You get the text
          that your callers get. It costs no credit and makes no lead.
        </p>
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
          title="Say first where calls ring"
          action={
            <Button component={Link} to={`/welcome?step=3&line=${encodeURIComponent(line.number)}`}>
              Set it up
            </Button>
          }
        >
          The test is made from the phone that calls are forwarded to.
        </Note>
      ) : (
        !runs && (
          <Button
            className={classes.start ?? ""}
            variant={shown?.state === "passed" ? "default" : "filled"}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {shown === null ? "Start the test" : "Test again"}
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
        <Note tone="wait" title={<>Call {<Dial number={line.number} />} now</>}>
          From {phones.map((phone) => phoneWords(phone, country)).join(" or ")}, the phone that calls are
          forwarded to. It will not ring; listen to what your callers hear, then hang up. Time left:{" "}
          <span className={classes.clock}>{timeLeft(test.endsAt, now)}</span>
        </Note>
      )}
      <ol className={classes.steps} aria-live="polite">
        {testSteps(test).map(({ title, state, words }) => (
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
      {test.state === "passed" && (
        <Note tone="good" title="It works">
          Whoever you miss is texted like this.
        </Note>
      )}
      {test.state === "expired" && (
        <Note tone="wait" title="Nobody called">
          The ten minutes are over. Start again when you have the phone in your hand.
        </Note>
      )}
      {isUnconfirmed(test, now) && (
        <Note tone="wait" title="The text left, and the carrier has not said yet that it arrived">
          If it stands on your phone, all is well.
        </Note>
      )}
    </>
  );
}

function Dial({ number }: { number: string }) {
  const { country } = useBusiness();
  return <a href={`tel:${number}`}>{phoneWords(number, country)}</a>;
}
