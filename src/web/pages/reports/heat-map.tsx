import { reports } from "../../words/en/reports.ts";
import { capital, hourWords, weekdayWords } from "../../words/time.ts";
import classes from "./reports.module.css";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function HeatMap({ heat }: { heat: readonly (readonly number[])[] }) {
  const most = Math.max(1, ...heat.flat());
  const worst = heat
    .flatMap((hours, day) => hours.map((count, hour) => ({ count, day, hour })))
    .reduce((best, each) => (each.count > best.count ? each : best), { count: 0, day: 0, hour: 0 });
  return (
    <>
      <div className={classes.heat} aria-hidden="true">
        {heat.map((hours, day) => (
          <div key={weekdayWords(day)} className={classes.heatRow}>
            <span className={classes.heatDay}>{capital(weekdayWords(day, "short"))}</span>
            {hours.map((count, hour) => (
              <span
                key={HOURS[hour]}
                className={classes.cell}
                style={
                  {
                    "--share": `${count === 0 ? 0 : Math.round(20 + (80 * count) / most)}%`,
                  } as React.CSSProperties
                }
                title={reports("heat.cell", {
                  day: capital(weekdayWords(day)),
                  hour: hourWords(hour),
                  count,
                })}
              />
            ))}
          </div>
        ))}
        <div className={classes.heatRow}>
          <span />
          {[0, 6, 12, 18].map((hour) => (
            <span key={hour} className={classes.heatHour}>
              {hourWords(hour)}
            </span>
          ))}
        </div>
      </div>
      <p className={classes.definition}>
        {worst.count === 0
          ? reports("heat.none")
          : reports("heat.most", {
              day: weekdayWords(worst.day),
              from: hourWords(worst.hour),
              to: hourWords((worst.hour + 1) % 24),
              count: worst.count,
            })}
      </p>
    </>
  );
}
