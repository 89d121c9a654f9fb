/** Credits spent, day by day. Drawn without the chart library, which is larger than this page. */
import type { CreditUsage } from "../../api/shapes.ts";
import { Card } from "../../ui/page.tsx";
import { common } from "../../words/en/common.ts";
import { credits } from "../../words/en/credits.ts";
import { shortDay } from "../../words/time.ts";
import classes from "./credits.module.css";

export function Usage({ days }: Pick<CreditUsage, "days">) {
  const total = days.reduce((sum, { spent }) => sum + spent, 0);
  const most = Math.max(1, ...days.map(({ spent }) => spent));
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <Card
      title={credits("usage.title", { days: days.length })}
      about={credits("usage.about", { count: total })}
    >
      <div className={classes.bars} aria-hidden="true">
        {days.map(({ day, spent }) => (
          <span
            key={day}
            className={classes.barSlot}
            title={credits("usage.ofDay", { day: shortDay(day), spent })}
            style={{ "--share": `${(100 * Math.max(0, spent)) / most}%` } as React.CSSProperties}
          />
        ))}
      </div>
      <div className={classes.scale} aria-hidden="true">
        <span>{shortDay(first.day)}</span>
        <span>{most > 1 || total > 0 ? credits("usage.highest", { most }) : ""}</span>
        <span>{shortDay(last.day)}</span>
      </div>
      <details className={classes.table}>
        <summary>{common("asTable")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
        <section className={classes.scroll} tabIndex={0} aria-label={credits("usage.table")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{credits("usage.day")}</th>
                <th scope="col">{credits("title")}</th>
              </tr>
            </thead>
            <tbody>
              {days.map(({ day, spent }) => (
                <tr key={day}>
                  <th scope="row">{shortDay(day)}</th>
                  <td>{spent}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </Card>
  );
}
