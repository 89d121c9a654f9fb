/** What the CRM refused: its own words, and what can be done. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { Activity } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { connectorName } from "../../words/connection.ts";
import { common } from "../../words/en/common.ts";
import { connection } from "../../words/en/connection.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./connection.module.css";

export function Parked({ connector }: { connector: string }) {
  const { id } = useBusiness();
  const parked = useInfiniteQuery({
    queryKey: [...keys.connection(id), "parked"],
    queryFn: ({ pageParam, signal }) => api.parkedActivities(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const items = parked.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={connection("refused")}
      about={connection("parked.about", { crm: connectorName(connector) })}
      flush
    >
      {parked.isPending ? (
        <Loading />
      ) : parked.isError ? (
        <Trouble error={parked.error} retry={() => void parked.refetch()} />
      ) : (
        <ul className={classes.list}>
          {items.map((activity) => (
            <Row key={activity.id} activity={activity} />
          ))}
        </ul>
      )}
      {parked.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={parked.isFetchingNextPage}
            onClick={() => void parked.fetchNextPage()}
          >
            {common("showMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Row({ activity }: { activity: Activity }) {
  const { id, country, timeZone } = useBusiness();
  const client = useQueryClient();
  const [moving, setMoving] = useState(false);
  const [recordId, setRecordId] = useState("");
  const settle = useMutation({
    mutationFn: (what: "retry" | "discard" | "move") =>
      what === "move"
        ? api.moveActivity(id, activity.id, recordId.trim())
        : api.settleActivity(id, activity.id, what),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connection(id) }),
  });
  const move = (event: FormEvent) => {
    event.preventDefault();
    if (recordId.trim() !== "") settle.mutate("move");
  };
  return (
    <li className={classes.activity}>
      <div>
        <p>
          {connection.rich(activity.kind === "call" ? "parked.call" : "parked.text", {
            number: phoneWords(activity.phone, country),
            b: (words) => <strong>{words}</strong>,
            who: (words) => <Link to={`/inbox/${encodeURIComponent(activity.phone)}`}>{words}</Link>,
          })}
          <span className={classes.soft}> · {momentWords(new Date(activity.occurredAt), timeZone)}</span>
        </p>
        <p className={classes.problem}>{activity.problem ?? connection("parked.noReason")}</p>
        {settle.isError && (
          <p className={classes.problem} role="alert">
            {wordsOf(settle.error)}
          </p>
        )}
      </div>
      {moving ? (
        <form className={classes.actions} onSubmit={move}>
          <TextInput
            aria-label={connection("parked.recordId")}
            placeholder={connection("parked.recordId")}
            autoFocus
            value={recordId}
            onChange={(event) => setRecordId(event.currentTarget.value)}
          />
          <Button type="submit" loading={settle.isPending}>
            {connection("parked.move")}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setMoving(false)}>
            {common("cancel")}
          </Button>
        </form>
      ) : (
        <div className={classes.actions}>
          <Button
            variant="light"
            loading={settle.isPending && settle.variables === "retry"}
            onClick={() => settle.mutate("retry")}
          >
            {common("tryAgain")}
          </Button>
          <Button variant="default" onClick={() => setMoving(true)}>
            {connection("parked.otherRecord")}
          </Button>
          <SureButton
            variant="subtle"
            color="gray"
            question={connection("parked.leaveOutSure")}
            loading={settle.isPending && settle.variables === "discard"}
            onSure={() => settle.mutate("discard")}
          >
            {connection("parked.leaveOut")}
          </SureButton>
        </div>
      )}
    </li>
  );
}
