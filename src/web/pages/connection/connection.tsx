/** Where leads are kept: how that link is, what got stuck, and how to change it. */
import { useQuery } from "@tanstack/react-query";
import { connectionQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { connectorName, healthWords } from "../../words/connection.ts";
import { connection as connectionWords } from "../../words/en/connection.ts";
import { crmSettings } from "../../words/en/crm-settings.ts";
import { momentWords } from "../../words/time.ts";
import { Connect } from "./connect.tsx";
import classes from "./connection.module.css";
import { Disconnect } from "./disconnect.tsx";
import { Parked } from "./parked.tsx";
import { ConnectionSettingsCard } from "./settings-form.tsx";

export default function ConnectionPage() {
  const { id } = useBusiness();
  const { data, error, refetch } = useQuery(connectionQuery(id));
  return (
    <PageFrame title={connectionWords("title")} about={connectionWords("about")}>
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Trouble error={error} retry={() => void refetch()} />
        )
      ) : (
        <>
          <Health connection={data} />
          <Card>
            {data.account !== null && (
              <p className={classes.account}>{crmSettings("account", { account: data.account })}</p>
            )}
            <Figures>
              <Figure
                label={connectionWords("waiting")}
                value={data.pending}
                note={
                  data.waitingSince === null ? (
                    connectionWords("allLogged")
                  ) : (
                    <Backlog since={data.waitingSince} />
                  )
                }
              />
              <Figure
                label={connectionWords("refused")}
                value={data.failed}
                note={data.failed === 0 ? connectionWords("nothingToDo") : connectionWords("listedBelow")}
              />
            </Figures>
          </Card>
          {data.failed > 0 && <Parked connector={data.connector} />}
          <ConnectionSettingsCard connection={data} />
          <Card
            title={connectionWords("where")}
            about={connectionWords("now", { crm: connectorName(data.connector) })}
          >
            <Connect current={data} key={data.connector} />
            {data.connector !== "builtin" && <Disconnect connector={data.connector} />}
          </Card>
        </>
      )}
    </PageFrame>
  );
}

function Backlog({ since }: { since: string }) {
  const { timeZone } = useBusiness();
  return (
    <>
      {connectionWords("byItself")}
      <br />
      {crmSettings("waitingSince", { when: momentWords(new Date(since), timeZone) })}
    </>
  );
}

function Health({
  connection,
}: {
  connection: Parameters<typeof healthWords>[0] & { readonly detail: string | null };
}) {
  const { tone, title, words } = healthWords(connection);
  return (
    <Note tone={tone} title={title}>
      {words}
      {connection.detail !== null && connection.health !== "ok" && (
        <p>{connectionWords("health.said", { words: connection.detail })}</p>
      )}
    </Note>
  );
}
