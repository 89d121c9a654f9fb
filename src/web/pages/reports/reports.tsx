/** What became of the calls: numbers with their definitions beside them. */
import { NumberInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { api } from "../../api/endpoints.ts";
import { everyPage, keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble } from "../../ui/states.tsx";
import { reports } from "../../words/en/reports.ts";
import { wholeDollars } from "../../words/number.ts";
import { type Range, report } from "../../words/report.ts";
import { addDays, dayOf } from "../../words/time.ts";
import { CallsChart } from "./calls-chart.tsx";
import { HeatMap } from "./heat-map.tsx";
import classes from "./reports.module.css";

const RANGES = [
  { days: 7, by: "day" },
  { days: 30, by: "day" },
  { days: 90, by: "week" },
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

  const won = {
    won: result?.recoveredCallers ?? 0,
    missed: result?.missedCallers ?? 0,
    b: (words: ReactNode) => <strong>{words}</strong>,
  };
  return (
    <PageFrame
      wide
      title={reports("title")}
      actions={
        <fieldset className={classes.ranges}>
          <legend className={classes.hidden}>{reports("time")}</legend>
          {RANGES.map((each) => (
            <button
              key={each.days}
              type="button"
              aria-pressed={each === chosen}
              onClick={() => setChosen(each)}
            >
              {reports("days", { days: each.days })}
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
          <Empty icon="chart" title={reports("none")}>
            {reports("noneWords")}
          </Empty>
        </Card>
      ) : (
        <>
          {history.data?.cut && (
            <Note tone="wait" title={reports("many")}>
              {reports("manyWords")}
            </Note>
          )}
          <Card>
            <p className={classes.headline}>
              {result.recoveredCallers > 0
                ? reports.rich("headlineWorth", {
                    ...won,
                    worth: wholeDollars(result.recoveredCallers * job),
                  })
                : reports.rich("headline", won)}
            </p>
            <div className={classes.job}>
              <NumberInput
                label={reports("job")}
                prefix="$"
                thousandSeparator=","
                min={0}
                max={1_000_000}
                value={job}
                onChange={(typed) => setJob(typeof typed === "number" ? typed : 0)}
              />
              <p className={classes.definition}>{reports("definition")}</p>
            </div>
          </Card>
          <Card>
            <Figures>
              <Figure label={reports("calls")} value={result.total.calls} note={reports("callsNote")} />
              <Figure label={reports("missed")} value={result.total.missed} note={reports("missedNote")} />
              <Figure label={reports("texted")} value={result.total.texted} note={reports("textedNote")} />
              <Figure
                label={reports("delivered")}
                value={result.total.delivered}
                note={reports("deliveredNote")}
              />
              <Figure label={reports("replied")} value={result.total.replied} note={reports("repliedNote")} />
            </Figures>
          </Card>
          <Card title={chosen.by === "day" ? reports("byDay") : reports("byWeek")}>
            <CallsChart buckets={result.buckets} by={chosen.by} />
          </Card>
          <Card title={reports("heat.title")} about={reports("heat.about")}>
            <HeatMap heat={result.heat} />
          </Card>
        </>
      )}
    </PageFrame>
  );
}
