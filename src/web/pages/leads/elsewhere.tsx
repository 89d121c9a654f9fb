import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connectionQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Empty } from "../../ui/states.tsx";
import { connectorName } from "../../words/connection.ts";
import { leads } from "../../words/en/leads.ts";

/** Where people sign in to the CRMs that we know. */
const HOMES: Readonly<Record<string, string>> = {
  hubspot: "https://app.hubspot.com/",
  salesforce: "https://login.salesforce.com/",
};

/** The business keeps its leads in a CRM: the board is there, not here. */
export function Elsewhere() {
  const { id } = useBusiness();
  const { data } = useQuery(connectionQuery(id));
  const name = data === undefined ? leads("elsewhere.yourCrm") : connectorName(data.connector);
  const home = HOMES[data?.connector ?? ""];
  return (
    <Empty
      heading="h1"
      icon="columns"
      title={leads("elsewhere.title", { crm: name })}
      action={
        home === undefined ? (
          <Button component={Link} to="/connection" variant="default">
            {leads("elsewhere.see")}
          </Button>
        ) : (
          <>
            <Button component="a" href={home} target="_blank" rel="noreferrer">
              {leads("elsewhere.open", { crm: name })}
            </Button>
            <Button component={Link} to="/connection" variant="default">
              {leads("elsewhere.see")}
            </Button>
          </>
        )
      }
    >
      {leads("elsewhere.words")}
    </Empty>
  );
}
