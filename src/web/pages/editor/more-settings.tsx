/** Everything beyond the four settings. What the server does not offer is not shown. */
import { NativeSelect, NumberInput, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { AnswerConfirmation } from "../../../domain/answered-by.ts";
import { normalisePhone } from "../../../domain/phone.ts";
import { type QuietHours, USUAL_QUIET_HOURS } from "../../../domain/quiet-hours.ts";
import { MAX_REPEAT_WINDOW_MINUTES } from "../../../domain/repeat-window.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import classes from "./editor.module.css";
import type { MoreSettings as Values } from "./form.ts";
import { HoursField } from "./hours-field.tsx";

const CONFIRMATIONS: readonly { value: AnswerConfirmation; label: string }[] = [
  { value: "off", label: "Off: whoever picks up has answered" },
  { value: "press_key", label: "Ask to press a key: voicemail cannot" },
  { value: "detect_machine", label: "Listen whether a machine answers" },
];

interface Props {
  readonly values: Values;
  readonly errors: Readonly<Record<string, ReactNode>>;
  readonly onChange: (change: Values) => void;
}

export function MoreSettings({ values, errors, onChange }: Props) {
  const { country } = useBusiness();
  const offered = (...names: (keyof Values)[]) => names.some((name) => name in values);
  const whole = (typed: string | number) => (typeof typed === "number" ? Math.round(typed) : 0);
  return (
    <>
      {offered("answerConfirmation", "minAnsweredSeconds", "voicemail") && (
        <Fold title="Did a person answer?" about="Keep voicemail from counting as you">
          {values.answerConfirmation !== undefined && (
            <NativeSelect
              label="Check who picked up"
              data={[...CONFIRMATIONS]}
              value={values.answerConfirmation}
              onChange={(event) =>
                onChange({ answerConfirmation: event.currentTarget.value as AnswerConfirmation })
              }
              error={errors.answerConfirmation}
            />
          )}
          {values.minAnsweredSeconds !== undefined && (
            <NumberInput
              label="Shorter calls count as missed"
              description="Seconds of conversation; 0 for off."
              min={0}
              max={120}
              value={values.minAnsweredSeconds}
              onChange={(typed) => onChange({ minAnsweredSeconds: whole(typed) })}
              error={errors.minAnsweredSeconds}
            />
          )}
          {values.voicemail !== undefined && (
            <Switch
              label="Let missed callers leave a voicemail"
              description="It stands on the timeline; the text still goes out."
              checked={values.voicemail}
              onChange={(event) => onChange({ voicemail: event.currentTarget.checked })}
            />
          )}
        </Fold>
      )}
      {offered("repeatWindowMinutes", "blocklist") && (
        <Fold title="Who is texted, and how often" about="Repeat callers and numbers to leave alone">
          {values.repeatWindowMinutes !== undefined && (
            <NumberInput
              label="Text the same caller again after"
              description="Minutes; 0 texts every missed call."
              min={0}
              max={MAX_REPEAT_WINDOW_MINUTES}
              value={values.repeatWindowMinutes}
              onChange={(typed) => onChange({ repeatWindowMinutes: whole(typed) })}
              error={errors.repeatWindowMinutes}
            />
          )}
          {values.blocklist !== undefined && (
            <TagsInput
              size="md"
              label="Blocked numbers"
              description="Their calls are logged, without a lead and without a text. Enter adds a number."
              value={[...values.blocklist]}
              onChange={(typed) =>
                onChange({ blocklist: typed.map((each) => normalisePhone(each, country) ?? each) })
              }
              error={errors.blocklist}
            />
          )}
        </Fold>
      )}
      {offered("hours", "afterHoursMessage", "quietHours") && (
        <Fold title="Hours" about="When you are open, and when nobody should be texted">
          {values.hours !== undefined && (
            <HoursField value={values.hours} onChange={(hours) => onChange({ hours })} error={errors.hours} />
          )}
          {values.afterHoursMessage !== undefined && (
            <Textarea
              label="Another text after hours"
              description="Empty: the same text at all hours."
              autosize
              minRows={2}
              value={values.afterHoursMessage ?? ""}
              onChange={(event) =>
                onChange({
                  afterHoursMessage: event.currentTarget.value === "" ? null : event.currentTarget.value,
                })
              }
              error={errors.afterHoursMessage}
            />
          )}
          {values.quietHours !== undefined && (
            <QuietField
              value={values.quietHours}
              onChange={(quietHours) => onChange({ quietHours })}
              error={errors.quietHours}
            />
          )}
        </Fold>
      )}
    </>
  );
}

function Fold({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <details className={classes.more}>
      <summary>
        <span className={classes.moreTitle}>
          {title}
          <small>{about}</small>
        </span>
        <Icon name="down" />
      </summary>
      <div className={classes.moreBody}>{children}</div>
    </details>
  );
}

function QuietField({
  value,
  onChange,
  error,
}: {
  value: QuietHours | null;
  onChange: (quiet: QuietHours | null) => void;
  error: ReactNode;
}) {
  return (
    <div>
      <Switch
        label="Quiet hours"
        description="By the caller's own clock. The text waits until they are over."
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? USUAL_QUIET_HOURS : null)}
      />
      {value !== null && (
        <div className={classes.span} style={{ marginTop: 12 }}>
          <TextInput
            type="time"
            aria-label="Quiet from"
            value={value.from}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
          />
          <span className={classes.between}>to</span>
          <TextInput
            type="time"
            aria-label="Quiet until"
            value={value.to}
            onChange={(event) => onChange({ ...value, to: event.currentTarget.value })}
          />
        </div>
      )}
      {error && <p className={classes.error}>{error}</p>}
    </div>
  );
}
