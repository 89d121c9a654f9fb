/** Everything beyond the four settings. What the server does not offer is not shown. */
import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { AnswerConfirmation } from "../../../domain/answered-by.ts";
import { type QuietHours, USUAL_QUIET_HOURS } from "../../../domain/quiet-hours.ts";
import { MAX_REPEAT_WINDOW_MINUTES } from "../../../domain/repeat-window.ts";
import {
  MAX_CALLS_PER_HOUR,
  MAX_GREETING_CHARACTERS,
  MAX_MIN_ANSWERED_SECONDS,
  MAX_TEXT_AGE_MINUTES,
  type SpamGuard,
  type Voicemail,
} from "../../../domain/settings.ts";
import { Icon } from "../../ui/icons.tsx";
import classes from "./editor.module.css";
import type { MoreSettings as Values } from "./form.ts";
import { HoursField } from "./hours-field.tsx";

const USUAL_VOICEMAIL: Voicemail = {
  greeting: "Sorry, nobody can answer right now. Leave a message after the tone.",
  maxSeconds: 120,
};
/** Nobody in need of a plumber calls more often. */
const USUAL_CALLS_PER_HOUR = 10;

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
  const offered = (...names: (keyof Values)[]) => names.some((name) => name in values);
  const whole = (typed: string | number) => (typeof typed === "number" ? Math.round(typed) : 0);
  return (
    <>
      {offered("answerConfirmation", "minAnsweredSeconds", "voicemail") && (
        <Fold title="Did a person answer?" about="Keep voicemail from counting as you">
          {values.ring !== undefined && (
            <NativeSelect
              label="Several phones ring"
              data={[
                { value: "together", label: "Together" },
                { value: "in_turn", label: "One after the other" },
              ]}
              value={values.ring}
              onChange={(event) =>
                onChange({ ring: event.currentTarget.value === "in_turn" ? "in_turn" : "together" })
              }
            />
          )}
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
              max={MAX_MIN_ANSWERED_SECONDS}
              value={values.minAnsweredSeconds}
              onChange={(typed) => onChange({ minAnsweredSeconds: whole(typed) })}
              error={errors.minAnsweredSeconds}
            />
          )}
          {values.voicemail !== undefined && (
            <VoicemailField
              value={values.voicemail}
              onChange={(voicemail) => onChange({ voicemail })}
              errors={errors}
            />
          )}
        </Fold>
      )}
      {offered("repeatWindowMinutes", "maxTextAgeMinutes", "lookUpLandlines", "spamGuard") && (
        <Fold title="Who is texted, and how often" about="Repeat callers, landlines and machines">
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
          {values.maxTextAgeMinutes !== undefined && (
            <NumberInput
              label="No text any more after"
              description="Minutes since the call. A text that comes too late would puzzle its reader."
              min={1}
              max={MAX_TEXT_AGE_MINUTES}
              value={values.maxTextAgeMinutes}
              onChange={(typed) => onChange({ maxTextAgeMinutes: Math.max(1, whole(typed)) })}
              error={errors.maxTextAgeMinutes}
            />
          )}
          {values.lookUpLandlines !== undefined && (
            <Switch
              label="Spare landlines"
              description="An unknown number is looked up once; a landline costs no text."
              checked={values.lookUpLandlines}
              onChange={(event) => onChange({ lookUpLandlines: event.currentTarget.checked })}
            />
          )}
          {values.spamGuard !== undefined && (
            <SpamFields
              value={values.spamGuard}
              onChange={(spamGuard) => onChange({ spamGuard })}
              error={errors.spamGuard}
            />
          )}
        </Fold>
      )}
      {offered("hours", "afterHoursMessage", "quietHours") && (
        <Fold title="Hours" about="When you are open, and when nobody should be texted">
          {values.hours !== undefined && (
            <HoursField value={values.hours} onChange={(hours) => onChange({ hours })} error={errors.hours} />
          )}
          {values.ringAfterHours !== undefined && values.hours != null && (
            <Switch
              label="Ring outside these hours too"
              description="Off: such calls are missed at once, and texted."
              checked={values.ringAfterHours}
              onChange={(event) => onChange({ ringAfterHours: event.currentTarget.checked })}
            />
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

function VoicemailField({
  value,
  onChange,
  errors,
}: {
  value: Voicemail | null;
  onChange: (voicemail: Voicemail | null) => void;
  errors: Readonly<Record<string, ReactNode>>;
}) {
  return (
    <div className={classes.fields}>
      <Switch
        label="Let missed callers leave a message"
        description="It stands on the timeline; the text still goes out."
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? USUAL_VOICEMAIL : null)}
      />
      {value !== null && (
        <Textarea
          label="What they hear before the tone"
          autosize
          minRows={2}
          maxLength={MAX_GREETING_CHARACTERS}
          value={value.greeting}
          onChange={(event) => onChange({ ...value, greeting: event.currentTarget.value })}
          error={errors["voicemail.greeting"] ?? errors.voicemail}
        />
      )}
    </div>
  );
}

function SpamFields({
  value,
  onChange,
  error,
}: {
  value: SpamGuard;
  onChange: (guard: SpamGuard) => void;
  error: ReactNode;
}) {
  const limit = value.maxCallsPerHour;
  return (
    <div className={classes.fields}>
      <Switch
        label="Leave forged numbers alone"
        description="Callers of whom the carrier knows that the number is not theirs."
        checked={value.refuseSpoofed}
        onChange={(event) => onChange({ ...value, refuseSpoofed: event.currentTarget.checked })}
      />
      <Switch
        label="Leave machines alone"
        description="Numbers that call very often within an hour."
        checked={limit !== null}
        onChange={(event) =>
          onChange({ ...value, maxCallsPerHour: event.currentTarget.checked ? USUAL_CALLS_PER_HOUR : null })
        }
      />
      {limit !== null && (
        <NumberInput
          label="Calls per hour"
          min={1}
          max={MAX_CALLS_PER_HOUR}
          value={limit}
          onChange={(typed) =>
            onChange({
              ...value,
              maxCallsPerHour: typeof typed === "number" ? Math.max(1, Math.round(typed)) : 1,
            })
          }
          error={error}
        />
      )}
    </div>
  );
}
