/** Opening hours by weekday, and the days on which the business is closed. */
import { Switch, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { type BusinessHours, WEEKDAYS, type Weekday } from "../../../domain/business-hours.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import classes from "./editor.module.css";

const OFFICE = { from: "08:00", to: "17:00" };
/** The domain's week begins on Sunday; a working week on Monday. */
const WEEK: readonly Weekday[] = [...WEEKDAYS.slice(1), ...WEEKDAYS.slice(0, 1)];
const USUAL: BusinessHours = {
  weekly: Object.fromEntries(WEEK.slice(0, 5).map((day) => [day, [OFFICE]])),
  holidays: [],
};
const labelOf = (day: Weekday) => day.charAt(0).toUpperCase() + day.slice(1);

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
        label="Opening hours"
        description={`In ${timeZone.replaceAll("_", " ")} time.`}
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
                    <span className={classes.closed}>Closed</span>
                  ) : (
                    <span className={classes.span}>
                      <TextInput
                        type="time"
                        aria-label={`${labelOf(day)} from`}
                        value={span.from}
                        onChange={(event) => set(event.currentTarget.value, span.to)}
                      />
                      <TextInput
                        type="time"
                        aria-label={`${labelOf(day)} to`}
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
            label="Closed on"
            description="Dates such as 2026-12-25."
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
