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
import { alerts as words } from "../../words/en/alerts.ts";
import { common } from "../../words/en/common.ts";
import { fieldWords } from "../../words/said.ts";
import { momentWords } from "../../words/time.ts";
import { type AlertForm, alertChanges, alertForm, phoneProblem } from "./alert-form.ts";
import { SentAlerts } from "./sent-alerts.tsx";
import classes from "./settings.module.css";

export default function AlertsPage() {
  const { id } = useBusiness();
  const mayManage = useMayManage();
  const alerts = useQuery(alertsQuery(id));
  return (
    <PageFrame title={words("title")} about={words("about")}>
      {alerts.data === undefined ? (
        <Waiting query={alerts} />
      ) : mayManage ? (
        <Form alerts={alerts.data} />
      ) : (
        <Note tone="wait" title={common("ownersOnly")} />
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
      notifications.show({ message: common("saved") });
      await client.invalidateQueries({ queryKey: keys.notices(id) });
    },
  });
  const renew = useMutation({
    mutationFn: () => api.renewAlertSecret(id),
    onSuccess: ({ webhookSecret }) => setSecret(webhookSecret),
  });
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const problemAt = (name: string) =>
    fields.filter(({ field }) => field.startsWith(name)).map(fieldWords)[0] ?? null;
  const wrongPhone = phoneProblem(values.phone, country);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrongPhone === null) save.mutate();
  };
  return (
    <Card>
      <form onSubmit={submit} className={classes.fields} noValidate>
        <Switch
          label={words("missedCall")}
          checked={values.missedCall}
          onChange={(event) => set({ missedCall: event.currentTarget.checked })}
        />
        <Switch
          label={words("reply")}
          checked={values.reply}
          onChange={(event) => set({ reply: event.currentTarget.checked })}
        />
        <TextInput
          label={words("email.label")}
          description={words("email.about")}
          type="text"
          inputMode="email"
          placeholder="sam@example.com"
          value={values.emails}
          onChange={(event) => set({ emails: event.currentTarget.value })}
          error={
            problemAt("email") ??
            (save.error instanceof ApiProblem && save.error.code === "mail_not_configured"
              ? wordsOf(save.error)
              : null)
          }
        />
        <TextInput
          label={words("text.label")}
          description={words("text.about", { credits: CREDITS_PER_TEXT })}
          placeholder="(512) 555-0142"
          inputMode="tel"
          autoComplete="tel"
          value={values.phone}
          onChange={(event) => set({ phone: event.currentTarget.value })}
          error={problemAt("text") ?? wrongPhone}
        />
        <TextInput
          label={words("webhook.label")}
          description={words("webhook.about")}
          type="url"
          placeholder="https://example.com/alerts"
          value={values.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
          error={problemAt("webhook")}
        />
        {alerts.webhook?.failingSince != null && (
          <Note tone="bad" title={words("webhook.silent")}>
            {words("webhook.silentWords", {
              moment: momentWords(new Date(alerts.webhook.failingSince), timeZone),
            })}
          </Note>
        )}
        {secret !== null && (
          <Note tone="good" title={words("webhook.secret")}>
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
            {common("save")}
          </Button>
          {alerts.webhook !== null && (
            <SureButton
              question={words("webhook.newSecretSure")}
              loading={renew.isPending}
              onSure={() => renew.mutate()}
            >
              {words("webhook.newSecret")}
            </SureButton>
          )}
        </div>
      </form>
    </Card>
  );
}
