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
      title="Refused"
      about={`${connectorName(connector)} did not take these. Mend the cause there, then try again.`}
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
            Show more
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
          <strong>{activity.kind === "call" ? "Call" : "Text"}</strong> with{" "}
          <Link to={`/inbox/${encodeURIComponent(activity.phone)}`}>
            {phoneWords(activity.phone, country)}
          </Link>
          <span className={classes.soft}> · {momentWords(new Date(activity.occurredAt), timeZone)}</span>
        </p>
        <p className={classes.problem}>{activity.problem ?? "No reason was given."}</p>
        {settle.isError && (
          <p className={classes.problem} role="alert">
            {wordsOf(settle.error)}
          </p>
        )}
      </div>
      {moving ? (
        <form className={classes.actions} onSubmit={move}>
          <TextInput
            aria-label="Id of the right record"
            placeholder="Id of the right record"
            autoFocus
            value={recordId}
            onChange={(event) => setRecordId(event.currentTarget.value)}
          />
          <Button type="submit" loading={settle.isPending}>
            Move
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setMoving(false)}>
            Cancel
          </Button>
        </form>
      ) : (
        <div className={classes.actions}>
          <Button
            variant="light"
            loading={settle.isPending && settle.variables === "retry"}
            onClick={() => settle.mutate("retry")}
          >
            Try again
          </Button>
          <Button variant="default" onClick={() => setMoving(true)}>
            Other record
          </Button>
          <SureButton
            variant="subtle"
            color="gray"
            question="Really leave out?"
            loading={settle.isPending && settle.variables === "discard"}
            onSure={() => settle.mutate("discard")}
          >
            Leave out
          </SureButton>
        </div>
      )}
    </li>
  );
}
