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
import { moreSettings } from "../../words/en/more-settings.ts";
import classes from "./editor.module.css";
import type { MoreSettings as Values } from "./form.ts";
import { HoursField } from "./hours-field.tsx";

const USUAL_VOICEMAIL_SECONDS = 120;
/** Nobody in need of a plumber calls more often. */
const USUAL_CALLS_PER_HOUR = 10;

const CONFIRMATIONS: readonly AnswerConfirmation[] = ["off", "press_key", "detect_machine"];

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
        <Fold title={moreSettings("person.title")} about={moreSettings("person.about")}>
          {values.ring !== undefined && (
            <NativeSelect
              label={moreSettings("person.several")}
              data={[
                { value: "together", label: moreSettings("person.together") },
                { value: "in_turn", label: moreSettings("person.inTurn") },
              ]}
              value={values.ring}
              onChange={(event) =>
                onChange({ ring: event.currentTarget.value === "in_turn" ? "in_turn" : "together" })
              }
            />
          )}
          {values.answerConfirmation !== undefined && (
            <NativeSelect
              label={moreSettings("person.check")}
              data={CONFIRMATIONS.map((value) => ({ value, label: moreSettings(`person.${value}`) }))}
              value={values.answerConfirmation}
              onChange={(event) =>
                onChange({ answerConfirmation: event.currentTarget.value as AnswerConfirmation })
              }
              error={errors.answerConfirmation}
            />
          )}
          {values.minAnsweredSeconds !== undefined && (
            <NumberInput
              label={moreSettings("person.shorter")}
              description={moreSettings("person.shorterAbout")}
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
        <Fold title={moreSettings("who.title")} about={moreSettings("who.about")}>
          {values.repeatWindowMinutes !== undefined && (
            <NumberInput
              label={moreSettings("who.again")}
              description={moreSettings("who.againAbout")}
              min={0}
              max={MAX_REPEAT_WINDOW_MINUTES}
              value={values.repeatWindowMinutes}
              onChange={(typed) => onChange({ repeatWindowMinutes: whole(typed) })}
              error={errors.repeatWindowMinutes}
            />
          )}
          {values.maxTextAgeMinutes !== undefined && (
            <NumberInput
              label={moreSettings("who.tooLate")}
              description={moreSettings("who.tooLateAbout")}
              min={1}
              max={MAX_TEXT_AGE_MINUTES}
              value={values.maxTextAgeMinutes}
              onChange={(typed) => onChange({ maxTextAgeMinutes: Math.max(1, whole(typed)) })}
              error={errors.maxTextAgeMinutes}
            />
          )}
          {values.lookUpLandlines !== undefined && (
            <Switch
              label={moreSettings("who.landlines")}
              description={moreSettings("who.landlinesAbout")}
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
        <Fold title={moreSettings("hours.title")} about={moreSettings("hours.about")}>
          {values.hours !== undefined && (
            <HoursField value={values.hours} onChange={(hours) => onChange({ hours })} error={errors.hours} />
          )}
          {values.ringAfterHours !== undefined && values.hours != null && (
            <Switch
              label={moreSettings("hours.ring")}
              description={moreSettings("hours.ringAbout")}
              checked={values.ringAfterHours}
              onChange={(event) => onChange({ ringAfterHours: event.currentTarget.checked })}
            />
          )}
          {values.afterHoursMessage !== undefined && (
            <Textarea
              label={moreSettings("hours.afterHours")}
              description={moreSettings("hours.afterHoursAbout")}
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
        label={moreSettings("hours.quiet")}
        description={moreSettings("hours.quietAbout")}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? USUAL_QUIET_HOURS : null)}
      />
      {value !== null && (
        <div className={classes.span} style={{ marginTop: 12 }}>
          <TextInput
            type="time"
            aria-label={moreSettings("hours.quietFrom")}
            value={value.from}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
          />
          <span className={classes.between}>{moreSettings("hours.between")}</span>
          <TextInput
            type="time"
            aria-label={moreSettings("hours.quietUntil")}
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
        label={moreSettings("voicemail.label")}
        description={moreSettings("voicemail.about")}
        checked={value !== null}
        onChange={(event) =>
          onChange(
            event.currentTarget.checked
              ? { greeting: moreSettings("voicemail.usual"), maxSeconds: USUAL_VOICEMAIL_SECONDS }
              : null,
          )
        }
      />
      {value !== null && (
        <Textarea
          label={moreSettings("voicemail.greeting")}
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
        label={moreSettings("who.forged")}
        description={moreSettings("who.forgedAbout")}
        checked={value.refuseSpoofed}
        onChange={(event) => onChange({ ...value, refuseSpoofed: event.currentTarget.checked })}
      />
      <Switch
        label={moreSettings("who.machines")}
        description={moreSettings("who.machinesAbout")}
        checked={limit !== null}
        onChange={(event) =>
          onChange({ ...value, maxCallsPerHour: event.currentTarget.checked ? USUAL_CALLS_PER_HOUR : null })
        }
      />
      {limit !== null && (
        <NumberInput
          label={moreSettings("who.perHour")}
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
