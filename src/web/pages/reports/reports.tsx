/** What became of the calls: numbers with their definitions beside them. */
import { NumberInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "../../api/endpoints.ts";
import { everyPage, keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble } from "../../ui/states.tsx";
import { type Range, report } from "../../words/report.ts";
import { addDays, dayOf } from "../../words/time.ts";
import { CallsChart } from "./calls-chart.tsx";
import { HeatMap } from "./heat-map.tsx";
import classes from "./reports.module.css";

const RANGES = [
  { days: 7, label: "7 days", by: "day" },
  { days: 30, label: "30 days", by: "day" },
  { days: 90, label: "90 days", by: "week" },
] as const;

/** What one missed service call is worth on average; the owner's own figure replaces it. */
const AVERAGE_JOB_DOLLARS = 1_200;
/** 10,000 calls, and as many texts: more than a page should fetch. */
const MAX_PAGES = 50;
const DAY_MS = 86_400_000;

export default function Reports() {
  const { id, timeZone } = useBusiness();
  const [chosen, setChosen] = useState<(typeof RANGES)[number]>(RANGES[1]);
  const [job, setJob] = useLocalStorage({
    key: `textback.job-value.${id}`,
    defaultValue: AVERAGE_JOB_DOLLARS,
  });
  const range = useMemo((): Range => {
    const to = dayOf(new Date(), timeZone);
    return { from: addDays(to, 1 - chosen.days), to, by: chosen.by };
  }, [chosen, timeZone]);
  const history = useQuery({
    queryKey: [...keys.activity(id), chosen.days, range.to],
    queryFn: async ({ signal }) => {
      // A day more than is shown covers every time zone.
      const since = Date.now() - (chosen.days + 1) * DAY_MS;
      const older = (items: readonly { readonly occurredAt: string }[]) =>
        items.some(({ occurredAt }) => Date.parse(occurredAt) < since);
      const [calls, texts] = await Promise.all([
        everyPage((after) => api.calls(id, after, signal), MAX_PAGES, older),
        everyPage((after) => api.texts(id, after, signal), MAX_PAGES, older),
      ]);
      return { calls: calls.items, texts: texts.items, cut: calls.cut || texts.cut };
    },
    staleTime: 60_000,
  });
  const result = useMemo(
    () =>
      history.data === undefined ? null : report(history.data.calls, history.data.texts, range, timeZone),
    [history.data, range, timeZone],
  );

  return (
    <PageFrame
      wide
      title="Reports"
      actions={
        <fieldset className={classes.ranges}>
          <legend className={classes.hidden}>Time</legend>
          {RANGES.map((each) => (
            <button
              key={each.days}
              type="button"
              aria-pressed={each === chosen}
              onClick={() => setChosen(each)}
            >
              {each.label}
            </button>
          ))}
        </fieldset>
      }
    >
      {result === null ? (
        history.isError ? (
          <Trouble error={history.error} retry={() => void history.refetch()} />
        ) : (
          <Loading />
        )
      ) : result.total.calls === 0 ? (
        <Card>
          <Empty icon="chart" title="No calls in this time">
            As soon as somebody calls, the numbers appear here.
          </Empty>
        </Card>
      ) : (
        <>
          {history.data?.cut && (
            <Note tone="wait" title="There were very many calls">
              Only the newest are counted here. Choose a shorter time for exact numbers.
            </Note>
          )}
          <Card>
            <p className={classes.headline}>
              You won back <strong>{result.recoveredCallers}</strong> of{" "}
              <strong>{result.missedCallers}</strong> {result.missedCallers === 1 ? "caller" : "callers"} you
              missed
              {result.recoveredCallers > 0 && (
                <>
                  , about <strong>{dollars(result.recoveredCallers * job)}</strong>
                </>
              )}
              .
            </p>
            <div className={classes.job}>
              <NumberInput
                label="What one job is worth to you"
                prefix="$"
                thousandSeparator=","
                min={0}
                max={1_000_000}
                value={job}
                onChange={(typed) => setJob(typeof typed === "number" ? typed : 0)}
              />
              <p className={classes.definition}>
                Won back: they wrote, or you spoke with them, within 7 days of the missed call. The value is
                an estimate: won-back callers times your figure. Not each of them becomes a job.
              </p>
            </div>
          </Card>
          <Card>
            <Figures>
              <Figure label="Calls" value={result.total.calls} note="That came in" />
              <Figure label="Missed" value={result.total.missed} note="Nobody picked up in time" />
              <Figure label="Texted" value={result.total.texted} note="Missed, and a text went out" />
              <Figure label="Delivered" value={result.total.delivered} note="The phone confirmed it" />
              <Figure label="Replied" value={result.total.replied} note="Wrote back within 7 days" />
            </Figures>
          </Card>
          <Card title={chosen.by === "day" ? "By day" : "By week"}>
            <CallsChart buckets={result.buckets} by={chosen.by} />
          </Card>
          <Card title="When calls are missed" about="Darker: more missed calls in that hour.">
            <HeatMap heat={result.heat} />
          </Card>
        </>
      )}
    </PageFrame>
  );
}

const dollars = (amount: number): string =>
  amount.toLocaleString("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
