/** Choosing where leads are kept. How each CRM is connected is its manifest's to say. */

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { connectorsQuery, keys } from "../../api/queries.ts";
import type { Connection, ConnectorChoice } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { connectorName } from "../../words/connection.ts";
import { connection } from "../../words/en/connection.ts";
import { saidInSpanish } from "../../words/said.ts";
import { capital } from "../../words/time.ts";
import { ByPermission } from "./by-permission.tsx";
import classes from "./connection.module.css";
import { PastedFields } from "./pasted-fields.tsx";

interface Current {
  readonly current: Pick<Connection, "connector" | "health"> | null;
  readonly onConnected?: () => void;
}

export function Connect(props: Current) {
  const { data, error, refetch } = useQuery(connectorsQuery);
  if (data === undefined)
    return error === null ? <Loading /> : <Trouble error={error} retry={() => void refetch()} />;
  return <Choose {...props} choices={data} />;
}

function Choose({ current, onConnected, choices }: Current & { choices: readonly ConnectorChoice[] }) {
  const [chosen, setChosen] = useState(current?.connector ?? "builtin");
  const choice = choices.find(({ id }) => id === chosen);
  const again = current?.connector === chosen;
  return (
    <div className={classes.connect}>
      <fieldset className={classes.choices}>
        <legend className={classes.hidden}>{connection("where")}</legend>
        {choices.map(({ id, summary }) => (
          <label key={id} className={classes.choice}>
            <input type="radio" name="connector" checked={id === chosen} onChange={() => setChosen(id)} />
            <span>
              <strong>{capital(connectorName(id))}</strong>
              <span className={classes.soft}>{saidInSpanish()?.connectors[id]?.summary ?? summary}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {choice?.installUrl != null && <ByPermission choice={choice} again={again} />}
      {choice !== undefined && !isConnectable(choice) && (
        <p className={classes.soft}>{connection("notSetUp", { crm: connectorName(choice.id) })}</p>
      )}
      {choice !== undefined && (
        <Paste
          key={choice.id}
          choice={choice}
          again={again}
          settled={again && current?.health !== "needs_reconnect" && onConnected === undefined}
          {...(onConnected === undefined ? {} : { onConnected })}
        />
      )}
    </div>
  );
}

const isConnectable = ({ method, installUrl, credentials }: ConnectorChoice): boolean =>
  method === "none" || installUrl !== null || Object.keys(credentials).length > 0;

/** What a person types, where that is asked for at all. Secrets go to the server and never come back. */
function Paste({
  choice,
  again,
  settled,
  onConnected,
}: {
  choice: ConnectorChoice;
  again: boolean;
  settled: boolean;
  onConnected?: () => void;
}) {
  const { id: business } = useBusiness();
  const client = useQueryClient();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const names = Object.keys(choice.credentials);
  const connect = useMutation({
    mutationFn: () =>
      api.putConnection(business, {
        connector: choice.id,
        ...(names.length === 0 ? {} : { credentials: { ...values } }),
      }),
    onSuccess: async () => {
      setValues({});
      notifications.show({ message: connection("connected", { crm: connectorName(choice.id) }) });
      await client.invalidateQueries({ queryKey: keys.connection(business) });
      onConnected?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  const needed = names.filter((name) => choice.credentials[name]?.required);
  const complete = needed.every((name) => (values[name] ?? "").trim() !== "");
  if (choice.method === "oauth" && names.length === 0) return null;
  if (settled && names.length === 0) return null;
  const form = (
    <form onSubmit={submit} className={classes.connect}>
      <PastedFields
        connector={choice.id}
        credentials={choice.credentials}
        values={values}
        problems={connect.error instanceof ApiProblem ? connect.error.fields : []}
        onChange={(name, value) => setValues({ ...values, [name]: value })}
      />
      {connect.isError && (
        <p className={classes.problem} role="alert">
          {wordsOf(connect.error)}
        </p>
      )}
      <Button
        type="submit"
        variant={choice.installUrl === null ? "filled" : "default"}
        loading={connect.isPending}
        disabled={!complete}
        className={classes.submit ?? ""}
      >
        {choice.method === "none"
          ? connection("keepHere")
          : again
            ? connection("connectAgain")
            : connection("connect", { crm: connectorName(choice.id) })}
      </Button>
    </form>
  );
  return choice.installUrl === null ? (
    form
  ) : (
    <details>
      <summary className={classes.summary}>{connection("ownToken")}</summary>
      {form}
    </details>
  );
}
