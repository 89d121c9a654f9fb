/** How a call or text stands in the CRM: on which record, why there, or why nowhere. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connectionQuery, recordQuery } from "../../api/queries.ts";
import type { CallerRecord, Standing as StandingOf, TimelineItem } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { connectorName, crmWords } from "../../words/connection.ts";
import { foundWords, recordName } from "../../words/crm-record.ts";
import { crmRecord } from "../../words/en/crm-record.ts";
import receipt from "./receipt.module.css";
import classes from "./standing.module.css";

/** In our own list everything stands that is said to: only a CRM elsewhere is worth a word. */
export function Standing({ item: { activity, phone } }: { item: TimelineItem }) {
  const { id } = useBusiness();
  const { data: connection } = useQuery(connectionQuery(id));
  const isElsewhere = connection !== undefined && connection.connector !== "builtin";
  const { data: record } = useQuery({
    ...recordQuery(id, phone ?? ""),
    enabled: isElsewhere && phone !== null && activity != null,
  });
  if (!isElsewhere || activity == null) return null;
  const crm = connectorName(connection.connector);
  return (
    <details className={`${receipt.receipt} ${classes.standing}`} data-state={activity.state}>
      <summary>{crmRecord(`standing.${stateOf(activity)}`, { crm })}</summary>
      <div className={classes.words}>
        <Words activity={activity} record={record ?? null} />
      </div>
    </details>
  );
}

const STATES = ["pending", "waiting", "parked", "discarded"] as const;
const stateOf = ({ state }: StandingOf): (typeof STATES)[number] | "done" =>
  STATES.find((each) => each === state) ?? "done";

function Words({ activity, record }: { activity: StandingOf; record: CallerRecord | null }) {
  const { recordId, matchedBy, otherRecords, movingTo, problem, discardReason } = activity;
  switch (stateOf(activity)) {
    case "pending":
      return <p>{movingTo === null ? crmRecord("standing.goesByItself") : crmRecord("standing.movesTo")}</p>;
    case "waiting":
      return <p>{crmRecord("standing.noRecord")}</p>;
    case "parked":
      return (
        <>
          {problem !== null && <p>{crmWords(problem)}</p>}
          <Link to="/connection">{crmRecord("standing.see")}</Link>
        </>
      );
    case "discarded":
      return (
        <p>
          {discardReason === null
            ? crmRecord("standing.noReason")
            : crmRecord("standing.reason", { reason: discardReason })}
        </p>
      );
    case "done": {
      const known = [record?.record, ...(record?.others ?? [])].find((each) => each?.recordId === recordId);
      return (
        <>
          {recordId !== null && (
            <p>{crmRecord("standing.on", { record: recordName(known ?? { recordId, name: null }) })}</p>
          )}
          {matchedBy !== null && <p>{foundWords(matchedBy)}</p>}
          {otherRecords.length > 0 && (
            <p>{crmRecord("standing.otherRecords", { count: otherRecords.length })}</p>
          )}
        </>
      );
    }
  }
}
