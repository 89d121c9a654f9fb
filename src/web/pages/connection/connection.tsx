/** Where leads are kept: how that link is, what got stuck, and how to change it. */
import { useQuery } from "@tanstack/react-query";
import { connectionQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { connectorName, healthWords } from "../../words/connection.ts";
import { Connect } from "./connect.tsx";
import { Parked } from "./parked.tsx";

export default function ConnectionPage() {
  const { id } = useBusiness();
  const { data, error, refetch } = useQuery(connectionQuery(id));
  return (
    <PageFrame
      title="CRM"
      about="Each call and text is logged on the caller's record, and nobody gets a second record."
    >
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
                label="Waiting to be logged"
                value={data.pending}
                note={data.pending === 0 ? "All is logged" : "Goes by itself"}
              />
              <Figure
                label="Refused"
                value={data.failed}
                note={data.failed === 0 ? "Nothing to do" : "Listed below"}
              />
            </Figures>
          </Card>
          {data.failed > 0 && <Parked connector={data.connector} />}
          <Card title="Where leads are kept" about={`Now: ${connectorName(data.connector)}.`}>
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
      {connection.detail !== null && connection.health !== "ok" && <p>It said: “{connection.detail}”</p>}
    </Note>
  );
}
