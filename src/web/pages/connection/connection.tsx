/** Where leads are kept: how that link is, what got stuck, and how to change it. */
import { useQuery } from "@tanstack/react-query";
import { connectionQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { connectorName, healthWords } from "../../words/connection.ts";
import { connection as connectionWords } from "../../words/en/connection.ts";
import { Connect } from "./connect.tsx";
import { Parked } from "./parked.tsx";

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
            <Figures>
              <Figure
                label={connectionWords("waiting")}
                value={data.pending}
                note={data.pending === 0 ? connectionWords("allLogged") : connectionWords("byItself")}
              />
              <Figure
                label={connectionWords("refused")}
                value={data.failed}
                note={data.failed === 0 ? connectionWords("nothingToDo") : connectionWords("listedBelow")}
              />
            </Figures>
          </Card>
          {data.failed > 0 && <Parked connector={data.connector} />}
          <Card
            title={connectionWords("where")}
            about={connectionWords("now", { crm: connectorName(data.connector) })}
          >
            <Connect current={data} key={data.connector} />
          </Card>
        </>
      )}
    </PageFrame>
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
