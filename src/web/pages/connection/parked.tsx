/** What the CRM refused: its own words, and what can be done. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { Activity } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { Card } from "../../ui/page.tsx";
import { Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { useAsked } from "../../ui/use-asked.ts";
import { connectorName } from "../../words/connection.ts";
import { common } from "../../words/en/common.ts";
import { connection } from "../../words/en/connection.ts";
import { crmSettings } from "../../words/en/crm-settings.ts";
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
      {items.length > 1 && <RetryAll />}
    </Card>
  );
}

interface Settling {
  readonly what: "retry" | "discard" | "move";
  /** The record to move to, or why it is left out. */
  readonly words: string;
}

function Row({ activity }: { activity: Activity }) {
  const { id, country, timeZone } = useBusiness();
  const client = useQueryClient();
  const { asked, ask, last, leave } = useAsked<"move" | "discard">();
  const settle = useMutation({
    mutationFn: ({ what, words }: Settling) =>
      what === "move"
        ? api.moveActivity(id, activity.id, words)
        : what === "retry"
          ? api.retryActivity(id, activity.id)
          : api.discardActivity(id, activity.id, words),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connection(id) }),
  });
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
      {asked === null ? (
        <div className={classes.actions}>
          <Button
            variant="light"
            loading={settle.isPending}
            onClick={() => settle.mutate({ what: "retry", words: "" })}
          >
            {common("tryAgain")}
          </Button>
          <Button variant="default" autoFocus={last === "move"} onClick={() => ask("move")}>
            {connection("parked.otherRecord")}
          </Button>
          <Button variant="subtle" color="gray" autoFocus={last === "discard"} onClick={() => ask("discard")}>
            {connection("parked.leaveOut")}
          </Button>
        </div>
      ) : (
        <Ask
          what={asked}
          pending={settle.isPending}
          answer={(words) => settle.mutate({ what: asked, words })}
          cancel={leave}
        />
      )}
    </li>
  );
}

/** To which record, or why not at all. A reason is good to have later, and is not demanded. */
function Ask({
  what,
  pending,
  answer,
  cancel,
}: {
  what: "move" | "discard";
  pending: boolean;
  answer: (words: string) => void;
  cancel: () => void;
}) {
  const [words, setWords] = useState("");
  const label = what === "move" ? connection("parked.recordId") : crmSettings("leaveOutWhy");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (what === "discard" || words.trim() !== "") answer(words.trim());
  };
  return (
    <form className={classes.actions} onSubmit={submit} {...onEscape(cancel)}>
      <TextInput
        aria-label={label}
        placeholder={label}
        maxLength={300}
        autoFocus
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Button
        type="submit"
        loading={pending}
        {...(what === "discard" ? { color: "red", variant: "light" } : {})}
      >
        {what === "move" ? connection("parked.move") : connection("parked.leaveOut")}
      </Button>
      <Button variant="subtle" color="gray" onClick={cancel}>
        {common("cancel")}
      </Button>
    </form>
  );
}

function RetryAll() {
  const { id } = useBusiness();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.retryAll(id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connection(id) }),
  });
  return (
    <div className={classes.more}>
      <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
        {crmSettings("retryAll")}
      </Button>
      {retry.isError && (
        <p className={classes.problem} role="alert">
          {wordsOf(retry.error)}
        </p>
      )}
    </div>
  );
}
