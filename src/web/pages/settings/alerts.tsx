/** How the owner hears that somebody called in vain or wrote. */
import { Button, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { CREDITS_PER_TEXT } from "../../../domain/credits.ts";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { alertsQuery, keys } from "../../api/queries.ts";
import type { Alerts } from "../../api/shapes.ts";
import { useMayManage } from "../../shell/may-manage.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Note, PageFrame } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { momentWords } from "../../words/time.ts";
import { type AlertForm, alertChanges, alertForm, phoneProblem } from "./alert-form.ts";
import { SentAlerts } from "./sent-alerts.tsx";
import classes from "./settings.module.css";

export default function AlertsPage() {
  const { id } = useBusiness();
  const mayManage = useMayManage();
  const alerts = useQuery(alertsQuery(id));
  return (
    <PageFrame
      title="Alerts"
      about="How you hear of missed calls and replies while this page is closed. Of one caller at most once in ten minutes."
    >
      {alerts.data === undefined ? (
        <Waiting query={alerts} />
      ) : mayManage ? (
        <Form alerts={alerts.data} />
      ) : (
        <Note tone="wait" title="Only an owner can change this" />
      )}
      <SentAlerts />
    </PageFrame>
  );
}

function Form({ alerts }: { alerts: Alerts }) {
  const { id, country, timeZone } = useBusiness();
  const client = useQueryClient();
  const [values, setValues] = useState<AlertForm>(() => alertForm(alerts, country));
  const [secret, setSecret] = useState<string | null>(null);
  const set = (change: Partial<AlertForm>) => setValues({ ...values, ...change });
  const changes = alertChanges(alerts, values, country);
  const save = useMutation({
    mutationFn: () => api.putAlerts(id, changes),
    onSuccess: async ({ webhookSecret, ...saved }) => {
      if (webhookSecret !== null) setSecret(webhookSecret);
      client.setQueryData(keys.alerts(id), saved);
      setValues(alertForm(saved, country));
      notifications.show({ message: "Saved." });
      await client.invalidateQueries({ queryKey: keys.notices(id) });
    },
  });
  const renew = useMutation({
    mutationFn: () => api.renewAlertSecret(id),
    onSuccess: ({ webhookSecret }) => setSecret(webhookSecret),
  });
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const problemAt = (name: string) =>
    fields.filter(({ field }) => field.startsWith(name)).map(({ message }) => `This ${message}.`)[0] ?? null;
  const wrongPhone = phoneProblem(values.phone, country);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrongPhone === null) save.mutate();
  };
  return (
    <Card>
      <form onSubmit={submit} className={classes.fields} noValidate>
        <Switch
          label="When we miss a call"
          checked={values.missedCall}
          onChange={(event) => set({ missedCall: event.currentTarget.checked })}
        />
        <Switch
          label="When somebody writes"
          checked={values.reply}
          onChange={(event) => set({ reply: event.currentTarget.checked })}
        />
        <TextInput
          label="By e-mail to"
          description="Up to five addresses, with commas between them. Notices, such as low credits, come here too."
          type="text"
          inputMode="email"
          placeholder="sam@example.com"
          value={values.emails}
          onChange={(event) => set({ emails: event.currentTarget.value })}
          error={
            problemAt("email") ??
            (save.error instanceof ApiProblem && save.error.code === "mail_not_configured"
              ? save.error.message
              : null)
          }
        />
        <TextInput
          label="By text to"
          description={`Your own phone. Each alert costs ${CREDITS_PER_TEXT} credit.`}
          placeholder="(512) 555-0142"
          inputMode="tel"
          autoComplete="tel"
          value={values.phone}
          onChange={(event) => set({ phone: event.currentTarget.value })}
          error={problemAt("text") ?? wrongPhone}
        />
        <TextInput
          label="By webhook to"
          description="For a program of yours: an https address that gets each alert as JSON, signed."
          type="url"
          placeholder="https://example.com/alerts"
          value={values.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
          error={problemAt("webhook")}
        />
        {alerts.webhook?.failingSince != null && (
          <Note tone="bad" title="The webhook does not answer">
            Nothing has got through since {momentWords(new Date(alerts.webhook.failingSince), timeZone)}.
            After three days it is switched off.
          </Note>
        )}
        {secret !== null && (
          <Note tone="good" title="The webhook's secret, shown this once">
            <code>{secret}</code>
          </Note>
        )}
        {save.isError && fields.length === 0 && (
          <p role="alert" className={classes.problem}>
            {wordsOf(save.error)}
          </p>
        )}
        {renew.isError && (
          <p role="alert" className={classes.problem}>
            {wordsOf(renew.error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending} disabled={Object.keys(changes).length === 0}>
            Save
          </Button>
          {alerts.webhook !== null && (
            <SureButton
              question="The earlier one ends. Sure?"
              loading={renew.isPending}
              onSure={() => renew.mutate()}
            >
              New webhook secret
            </SureButton>
          )}
        </div>
      </form>
    </Card>
  );
}
