/** Opening hours by weekday, and the days on which the business is closed. */
import { Switch, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { type BusinessHours, WEEKDAYS, type Weekday } from "../../../domain/business-hours.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { moreSettings } from "../../words/en/more-settings.ts";
import { capital, weekdayWords } from "../../words/time.ts";
import classes from "./editor.module.css";

const OFFICE = { from: "08:00", to: "17:00" };
/** The domain's week begins on Sunday; a working week on Monday. */
const WEEK: readonly Weekday[] = [...WEEKDAYS.slice(1), ...WEEKDAYS.slice(0, 1)];
const USUAL: BusinessHours = {
  weekly: Object.fromEntries(WEEK.slice(0, 5).map((day) => [day, [OFFICE]])),
  holidays: [],
};
/** Mondays are 0 there. */
const labelOf = (day: Weekday) => capital(weekdayWords(WEEK.indexOf(day)));

interface Props {
  readonly value: BusinessHours | null;
  readonly onChange: (hours: BusinessHours | null) => void;
  readonly error: ReactNode;
}

export function HoursField({ value, onChange, error }: Props) {
  const { timeZone } = useBusiness();
  const setDay = (hours: BusinessHours, day: Weekday, spans: BusinessHours["weekly"][Weekday]) => {
    const { [day]: _before, ...others } = hours.weekly;
    onChange({ ...hours, weekly: spans === undefined ? others : { ...others, [day]: spans } });
  };
  return (
    <div>
      <Switch
        label={moreSettings("hours.open")}
        description={moreSettings("hours.inZone", { zone: timeZone.replaceAll("_", " ") })}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? USUAL : null)}
      />
      {value !== null && (
        <>
          <div className={classes.week}>
            {WEEK.map((day) => {
              const [span, ...further] = value.weekly[day] ?? [];
              const set = (from: string, to: string) => setDay(value, day, [{ from, to }, ...further]);
              return (
                <div key={day} className={classes.weekday}>
                  <Switch
                    label={labelOf(day)}
                    checked={span !== undefined}
                    onChange={(event) =>
                      setDay(value, day, event.currentTarget.checked ? [OFFICE] : undefined)
                    }
                  />
                  {span === undefined ? (
                    <span className={classes.closed}>{moreSettings("hours.closed")}</span>
                  ) : (
                    <span className={classes.span}>
                      <TextInput
                        type="time"
                        aria-label={moreSettings("hours.from", { day: labelOf(day) })}
                        value={span.from}
                        onChange={(event) => set(event.currentTarget.value, span.to)}
                      />
                      <TextInput
                        type="time"
                        aria-label={moreSettings("hours.to", { day: labelOf(day) })}
                        value={span.to}
                        onChange={(event) => set(span.from, event.currentTarget.value)}
                      />
                    </span>
                  )}
                </div>
              );
            })}
          </div>
          <TagsInput
            size="md"
            mt="md"
            label={moreSettings("hours.closedOn")}
            description={moreSettings("hours.closedOnAbout")}
            value={value.holidays.filter((day) => typeof day === "string")}
            onChange={(days) =>
              onChange({
                ...value,
                holidays: [...days, ...value.holidays.filter((day) => typeof day !== "string")],
              })
            }
          />
        </>
      )}
      {error && <p className={classes.error}>{error}</p>}
    </div>
  );
}
