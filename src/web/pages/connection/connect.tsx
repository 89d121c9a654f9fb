/** Choosing where leads are kept. Secrets go to the server and never come back. */
import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { Connection } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { connectorName } from "../../words/connection.ts";
import classes from "./connection.module.css";

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly secret: boolean;
}
const CHOICES: readonly {
  readonly connector: string;
  readonly about: string;
  readonly fields: readonly Field[];
}[] = [
  { connector: "builtin", about: "Names and stages, here in the inbox. Nothing else needed.", fields: [] },
  {
    connector: "hubspot",
    about: "Calls and texts on the contact's timeline.",
    fields: [
      {
        name: "accessToken",
        label: "Access token",
        hint: "In HubSpot: Settings, Integrations, Private apps. It begins with pat-.",
        secret: true,
      },
    ],
  },
  {
    connector: "salesforce",
    about: "Calls and texts as activities of the lead or contact.",
    fields: [
      {
        name: "instanceUrl",
        label: "Address of your Salesforce",
        hint: "Such as https://acme.my.salesforce.com",
        secret: false,
      },
      { name: "accessToken", label: "Access token", hint: "From your administrator.", secret: true },
    ],
  },
];

export function Connect({
  current,
  onConnected,
}: {
  current: Pick<Connection, "connector" | "health"> | null;
  onConnected?: () => void;
}) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(current?.connector ?? "builtin");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const choice = CHOICES.find(({ connector }) => connector === chosen);
  const connect = useMutation({
    mutationFn: () =>
      api.putConnection(id, {
        connector: chosen,
        ...(choice === undefined || choice.fields.length === 0 ? {} : { credentials: { ...values } }),
      }),
    onSuccess: async () => {
      setValues({});
      notifications.show({ message: `Connected to ${connectorName(chosen)}.` });
      await client.invalidateQueries({ queryKey: keys.connection(id) });
      onConnected?.();
    },
  });
  const problems = connect.error instanceof ApiProblem ? connect.error.fields : [];
  const same = current !== null && current.connector === chosen && current.health !== "needs_reconnect";
  const complete = choice?.fields.every(({ name }) => (values[name] ?? "").trim() !== "") ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.connect}>
      <fieldset className={classes.choices}>
        <legend className={classes.hidden}>Where leads are kept</legend>
        {CHOICES.map(({ connector, about }) => (
          <label key={connector} className={classes.choice}>
            <input
              type="radio"
              name="connector"
              checked={connector === chosen}
              onChange={() => {
                setChosen(connector);
                setValues({});
                connect.reset();
              }}
            />
            <span>
              <strong>{connectorName(connector).replace(/^t/, "T")}</strong>
              <span className={classes.soft}>{about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {choice?.fields.map(({ name, label, hint, secret }) => {
        return (
          <TextInput
            type={secret ? "password" : "url"}
            key={name}
            label={label}
            description={hint}
            autoComplete="off"
            value={values[name] ?? ""}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
            error={problems.find(({ field }) => field.endsWith(name))?.message}
          />
        );
      })}
      {connect.isError && (
        <p className={classes.problem} role="alert">
          {wordsOf(connect.error)}
        </p>
      )}
      {(!same || (choice?.fields.length ?? 0) > 0 || onConnected !== undefined) && (
        <Button
          type="submit"
          loading={connect.isPending}
          disabled={!complete}
          className={classes.submit ?? ""}
        >
          {current?.connector === chosen && chosen !== "builtin"
            ? "Connect again"
            : chosen === "builtin"
              ? "Keep leads here"
              : `Connect ${connectorName(chosen)}`}
        </Button>
      )}
    </form>
  );
}
