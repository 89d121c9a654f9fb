/** Where leads are kept: how that link is, what got stuck, and how to change it. */
import { useQuery } from "@tanstack/react-query";
import { connectionQuery } from "../../api/queries.ts";
import type { Connection } from "../../api/shapes.ts";
import { useMayManage } from "../../shell/may-manage.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { connectorName, healthWords } from "../../words/connection.ts";
import { common } from "../../words/en/common.ts";
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
          {data.health === "needs_reconnect" ? <ShutOut connection={data} /> : <LetIn connection={data} />}
        </>
      )}
    </PageFrame>
  );
}

/** Until somebody says yes again nothing helps but that; then all of it goes, what was refused before too. */
function ShutOut({ connection }: { connection: Connection }) {
  const waiting = connection.pending + connection.failed;
  return (
    <>
      <Where connection={connection} />
      <Card>
        <Account connection={connection} />
        <Figures>
          <Figure
            label={connectionWords("waiting")}
            value={waiting}
            note={waiting === 0 ? connectionWords("allLogged") : connectionWords("onceConnected")}
          />
        </Figures>
      </Card>
    </>
  );
}

function LetIn({ connection }: { connection: Connection }) {
  const { connector, pending, failed, waitingSince } = connection;
  return (
    <>
      <Card>
        <Account connection={connection} />
        <Figures>
          <Figure
            label={connectionWords("waiting")}
            value={pending}
            note={waitingSince === null ? connectionWords("allLogged") : <Backlog since={waitingSince} />}
          />
          <Figure
            label={connectionWords("refused")}
            value={failed}
            note={failed === 0 ? connectionWords("nothingToDo") : connectionWords("listedBelow")}
          />
        </Figures>
      </Card>
      {failed > 0 && <Parked connector={connector} />}
      <ConnectionSettingsCard connection={connection} />
      <Where connection={connection} />
    </>
  );
}

function Where({ connection }: { connection: Connection }) {
  const { connector } = connection;
  const mayManage = useMayManage();
  return (
    <Card title={connectionWords("where")} about={connectionWords("now", { crm: connectorName(connector) })}>
      {mayManage ? (
        <>
          <Connect current={connection} key={connector} />
          {connector !== "builtin" && <Disconnect connector={connector} />}
        </>
      ) : (
        <p className={classes.account}>{common("ownersOnly")}</p>
      )}
    </Card>
  );
}

const Account = ({ connection: { account } }: { connection: Connection }) =>
  account === null ? null : <p className={classes.account}>{crmSettings("account", { account })}</p>;

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

function Health({ connection }: { connection: Connection }) {
  const { tone, title, words } = healthWords(connection);
  return (
    <Note tone={tone} title={title}>
      {words}
      {connection.detail !== null && connection.health === "degraded" && (
        <p>{connectionWords("health.said", { words: connection.detail })}</p>
      )}
    </Note>
  );
}
