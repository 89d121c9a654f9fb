/** What the settings that are not saved yet would have done with the calls of the last 30 days. */
import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { backTestQuery } from "../../api/queries.ts";
import type { BackTestChange, LineChange } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import {
  backTestDetail,
  backTestHeadline,
  backTestUnknowns,
  changeReason,
  courseWords,
} from "../../words/back-test.ts";
import { backTest } from "../../words/en/back-test.ts";
import { common } from "../../words/en/common.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./back-test.module.css";

/** A slider is still moving within this time. */
const SETTLED_MS = 600;
const SHOWN_AT_FIRST = 4;
/** What the text says bears on no decision. */
const WORDING: ReadonlySet<string> = new Set(["message", "afterHoursMessage", "voicemail"]);

/** `first` is `null` while there is nothing to try out, and until the answer is there. */
export function useBackTest(line: string, changes: LineChange) {
  const { id } = useBusiness();
  const bearing = JSON.stringify(
    Object.fromEntries(Object.entries(changes).filter(([name]) => !WORDING.has(name))),
  );
  const [settled] = useDebouncedValue(bearing, SETTLED_MS);
  const isWanted = bearing !== "{}" && settled !== "{}";
  const tested = useInfiniteQuery({ ...backTestQuery(id, line, settled), enabled: isWanted });
  const first = isWanted ? (tested.data?.pages[0] ?? null) : null;
  return { tested, first, isWanted, isStale: settled !== bearing || tested.isPlaceholderData };
}

export function BackTestCard({ test }: { test: ReturnType<typeof useBackTest> }) {
  const { tested, first, isWanted, isStale } = test;
  const [all, setAll] = useState(false);
  if (!isWanted) return null;
  if (first === null) {
    // What is wrong with a field is said there, when it is saved.
    const isInvalid = tested.error instanceof ApiProblem && tested.error.status === 422;
    return isInvalid ? null : (
      <Card title={backTest("title")}>
        <p className={classes.soft} role="status">
          {tested.error === null ? backTest("trying") : wordsOf(tested.error)}
        </p>
      </Card>
    );
  }
  const changes = tested.data?.pages.flatMap(({ items }) => items) ?? [];
  const shown = all ? changes : changes.slice(0, SHOWN_AT_FIRST);
  const detail = backTestDetail(first);
  const unknowns = backTestUnknowns(first);
  return (
    <Card title={backTest("title")}>
      <div className={classes.result} data-stale={isStale || undefined}>
        <p className={classes.headline} role="status">
          {backTestHeadline(first)}
        </p>
        {detail !== null && <p className={classes.soft}>{detail}</p>}
        {shown.length > 0 && (
          <ul className={classes.list} aria-label={backTest("list")}>
            {shown.map((change) => (
              <Change key={change.callId} change={change} />
            ))}
          </ul>
        )}
        {!all && first.changed > shown.length && (
          <Button variant="default" onClick={() => setAll(true)}>
            {backTest("showAll", { count: first.changed })}
          </Button>
        )}
        {all && tested.hasNextPage && (
          <Button
            variant="default"
            loading={tested.isFetchingNextPage}
            onClick={() => void tested.fetchNextPage()}
          >
            {common("showMore")}
          </Button>
        )}
        {unknowns.map((words) => (
          <p key={words} className={classes.unknown}>
            {words}
          </p>
        ))}
        {first.cut && <p className={classes.unknown}>{backTest("cut", { count: first.calls })}</p>}
      </div>
    </Card>
  );
}

function Change({ change }: { change: BackTestChange }) {
  const { timeZone, country } = useBusiness();
  const { phone, occurredAt, was, would } = change;
  const reason = changeReason(change);
  return (
    <li className={classes.change}>
      <div className={classes.who}>
        <span>{phone === null ? backTest("withheld") : phoneWords(phone, country)}</span>
        <span className={classes.soft}>{momentWords(new Date(occurredAt), timeZone)}</span>
      </div>
      <div className={classes.courses}>
        <span className={classes.soft}>{courseWords(was)}</span>
        <span aria-hidden="true">→</span>
        <span className={classes.hidden}>{backTest("withThese")}</span>
        <strong data-tone={would.decision === "text" ? "good" : undefined}>{courseWords(would)}</strong>
      </div>
      {reason !== null && <p className={classes.reason}>{reason}</p>}
    </li>
  );
}
