/** What is written into the CRM, and where: the connection's settings, as the connector's manifest names them. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { connectorsQuery, keys } from "../../api/queries.ts";
import type { Connection, ConnectionSettings, ConnectorSetting, SettingsChange } from "../../api/shapes.ts";
import { useMayManage } from "../../shell/may-manage.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { crmSettings } from "../../words/en/crm-settings.ts";
import { settingProblem } from "../../words/setting.ts";
import { SettingField, type SettingValue, standardOf } from "./setting-field.tsx";
import classes from "./settings-form.module.css";

type Specs = Readonly<Record<string, ConnectorSetting>>;
const SECTIONS = ["records", "activities", "consent", "numbers", "other"] as const;

export function ConnectionSettingsCard({ connection }: { connection: Connection }) {
  const mayManage = useMayManage();
  const { data: choices } = useQuery(connectorsQuery);
  const specs = choices?.find(({ id }) => id === connection.connector)?.settings;
  if (!mayManage || specs === undefined || Object.keys(specs).length === 0) return null;
  return (
    <Card title={crmSettings("title")} about={crmSettings("about")}>
      {/* What was saved elsewhere meanwhile is what this form begins with. */}
      <Form key={JSON.stringify(connection.settings)} connection={connection} specs={specs} />
    </Card>
  );
}

const valuesOf = (specs: Specs, settings: ConnectionSettings): Record<string, SettingValue> =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, settings[name] ?? standardOf(spec)]));

/** Only what differs: two people who change different things do not undo each other. */
function changesIn(
  specs: Specs,
  before: ConnectionSettings,
  now: Record<string, SettingValue>,
): SettingsChange {
  const was = valuesOf(specs, before);
  return Object.fromEntries(
    Object.entries(specs).flatMap(([name, spec]) => {
      const value = now[name] ?? "";
      if (value === was[name]) return [];
      return [[name, value === spec.default ? null : value]];
    }),
  );
}

function Form({ connection, specs }: { connection: Connection; specs: Specs }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const [values, setValues] = useState(() => valuesOf(specs, connection.settings));
  const changes = changesIn(specs, connection.settings, values);
  const save = useMutation({
    mutationFn: () => api.changeSettings(id, changes),
    onSuccess: async () => {
      notifications.show({ message: common("saved") });
      await client.invalidateQueries({ queryKey: keys.connection(id) });
    },
  });
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const problemAt = (name: string): string | null => {
    const problem = fields.find(({ field }) => field === `settings.${name}`);
    const spec = specs[name];
    return problem === undefined || spec === undefined
      ? null
      : settingProblem(connection.connector, name, spec, problem);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      {SECTIONS.map((section) => {
        const ofSection = Object.entries(specs).filter(([, spec]) => (spec.section ?? "other") === section);
        return ofSection.length === 0 ? null : (
          <fieldset key={section} className={classes.section}>
            <legend className={classes.legend}>{crmSettings(`sections.${section}`)}</legend>
            {ofSection.map(([name, spec]) => (
              <SettingField
                key={name}
                connector={connection.connector}
                name={name}
                spec={spec}
                value={values[name] ?? standardOf(spec)}
                error={problemAt(name)}
                onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
              />
            ))}
          </fieldset>
        );
      })}
      {save.isError && fields.length === 0 && (
        <p role="alert" className={classes.problem}>
          {wordsOf(save.error)}
        </p>
      )}
      <p className={classes.soft}>{crmSettings("sentAgain")}</p>
      <Button
        type="submit"
        loading={save.isPending}
        disabled={Object.keys(changes).length === 0}
        className={classes.add ?? ""}
      >
        {common("save")}
      </Button>
    </form>
  );
}
