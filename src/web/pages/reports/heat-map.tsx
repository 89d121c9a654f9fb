import classes from "./reports.module.css";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const hourWords = (hour: number) => `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? "AM" : "PM"}`;

export function HeatMap({ heat }: { heat: readonly (readonly number[])[] }) {
  const most = Math.max(1, ...heat.flat());
  const worst = heat
    .flatMap((hours, day) => hours.map((count, hour) => ({ count, day, hour })))
    .reduce((best, each) => (each.count > best.count ? each : best), { count: 0, day: 0, hour: 0 });
  return (
    <>
      <div className={classes.heat} aria-hidden="true">
        {heat.map((hours, day) => (
          <div key={DAYS[day]} className={classes.heatRow}>
            <span className={classes.heatDay}>{DAYS[day]?.slice(0, 3)}</span>
            {hours.map((count, hour) => (
              <span
                key={HOURS[hour]}
                className={classes.cell}
                style={
                  {
                    "--share": `${count === 0 ? 0 : Math.round(20 + (80 * count) / most)}%`,
                  } as React.CSSProperties
                }
                title={`${DAYS[day]}, ${hourWords(hour)}: ${count} missed`}
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
          ? "No call was missed in this time."
          : `Most were missed on ${DAYS[worst.day]}s between ${hourWords(worst.hour)} and ${hourWords((worst.hour + 1) % 24)}: ${worst.count}.`}
      </p>
    </>
  );
}
