import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connectionQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Empty } from "../../ui/states.tsx";
import { connectorName } from "../../words/connection.ts";

/** Where people sign in to the CRMs that we know. */
const HOMES: Readonly<Record<string, string>> = {
  hubspot: "https://app.hubspot.com/",
  salesforce: "https://login.salesforce.com/",
};

/** The business keeps its leads in a CRM: the board is there, not here. */
export function Elsewhere() {
  const { id } = useBusiness();
  const { data } = useQuery(connectionQuery(id));
  const name = data === undefined ? "your CRM" : connectorName(data.connector);
  const home = HOMES[data?.connector ?? ""];
  return (
    <Empty
      heading="h1"
      icon="columns"
      title={`Your leads are in ${name}`}
      action={
        home === undefined ? (
          <Button component={Link} to="/connection" variant="default">
            See the connection
          </Button>
        ) : (
          <>
            <Button component="a" href={home} target="_blank" rel="noreferrer">
              Open {name}
            </Button>
            <Button component={Link} to="/connection" variant="default">
              See the connection
            </Button>
          </>
        )
      }
    >
      Each call and text is logged on the caller’s record there. Stages, notes and lists are kept there too.
    </Empty>
  );
}
