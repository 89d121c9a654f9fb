import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useReducedMotion } from "@mantine/hooks";
import { common } from "../../words/en/common.ts";
import { reports } from "../../words/en/reports.ts";
import type { Bucket } from "../../words/report.ts";
import { shortDay } from "../../words/time.ts";
import classes from "./reports.module.css";

const SERIES = [
  { name: "answered", color: "var(--chart-quiet)" },
  { name: "texted", color: "var(--chart-good)" },
  { name: "untexted", color: "var(--chart-bad)" },
] as const;

export function CallsChart({ buckets, by }: { buckets: readonly Bucket[]; by: "day" | "week" }) {
  const still = useReducedMotion();
  const data = buckets.map(({ day, calls, missed, texted }) => ({
    day: shortDay(day),
    answered: calls - missed,
    texted,
    untexted: missed - texted,
  }));
  return (
    <>
      <div aria-hidden="true">
        <BarChart
          h={260}
          data={data}
          dataKey="day"
          type="stacked"
          series={SERIES.map((each) => ({ ...each, label: reports(`chart.${each.name}`) }))}
          withLegend
          legendProps={{ verticalAlign: "bottom" }}
          tickLine="none"
          gridAxis="x"
          maxBarWidth={26}
          // The table below says the same to whoever does not see this.
          barChartProps={{ accessibilityLayer: false }}
          barProps={{ isAnimationActive: !still }}
          yAxisProps={{ allowDecimals: false, width: 34 }}
        />
      </div>
      <details className={classes.table}>
        <summary>{common("asTable")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
        <section className={classes.scroll} tabIndex={0} aria-label={reports("table")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{by === "day" ? reports("day") : reports("weekFrom")}</th>
                <th scope="col">{reports("calls")}</th>
                <th scope="col">{reports("missed")}</th>
                <th scope="col">{reports("texted")}</th>
                <th scope="col">{reports("delivered")}</th>
                <th scope="col">{reports("replied")}</th>
              </tr>
            </thead>
            <tbody>
              {buckets.map(({ day, calls, missed, texted, delivered, replied }) => (
                <tr key={day}>
                  <th scope="row">{shortDay(day)}</th>
                  <td>{calls}</td>
                  <td>{missed}</td>
                  <td>{texted}</td>
                  <td>{delivered}</td>
                  <td>{replied}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  );
}
