/** The end of a connection: first it is said what goes and what stays. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { wordsOf } from "../../ui/states.tsx";
import { useAsked } from "../../ui/use-asked.ts";
import { connectorName } from "../../words/connection.ts";
import { crmSettings } from "../../words/en/crm-settings.ts";
import classes from "./connection.module.css";

export function Disconnect({ connector }: { connector: string }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const { asked, ask, last, leave } = useAsked<true>();
  const crm = connectorName(connector);
  const disconnect = useMutation({
    mutationFn: () => api.disconnect(id),
    onSuccess: async () => {
      notifications.show({ message: crmSettings("disconnect.done", { crm }) });
      // Leads are kept here from now on: what was asked of them before is another answer.
      await client.invalidateQueries({ queryKey: keys.all(id) });
    },
  });
  if (asked === null)
    return (
      <Button
        variant="subtle"
        color="red"
        className={classes.end ?? ""}
        autoFocus={last !== null}
        onClick={() => ask(true)}
      >
        {crmSettings("disconnect.open", { crm })}
      </Button>
    );
  return (
    <section
      className={classes.ending}
      aria-label={crmSettings("disconnect.title", { crm })}
      {...onEscape(leave)}
    >
      <p>
        <strong>{crmSettings("disconnect.title", { crm })}</strong>
      </p>
      <p>{crmSettings("disconnect.goes", { crm })}</p>
      <p>{crmSettings("disconnect.stays", { crm })}</p>
      <div className={classes.actions}>
        <Button color="red" loading={disconnect.isPending} onClick={() => disconnect.mutate()}>
          {crmSettings("disconnect.sure")}
        </Button>
        <Button variant="default" autoFocus onClick={leave}>
          {crmSettings("disconnect.keep")}
        </Button>
      </div>
      {disconnect.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(disconnect.error)}
        </p>
      )}
    </section>
  );
}
