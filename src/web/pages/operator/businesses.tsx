/** The operator's console: every business, and where something needs a hand. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Navigate, useNavigate } from "react-router";
import { LOW_CREDITS } from "../../../domain/credits.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { connectionQuery, creditsQuery, linesQuery } from "../../api/queries.ts";
import type { Business, CreatedBusiness } from "../../api/shapes.ts";
import { useWorkspace } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card, Note, PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { connectorName } from "../../words/connection.ts";
import { deviceTimeZone } from "../../words/time-zones.ts";
import classes from "./businesses.module.css";
import { Grant } from "./grant.tsx";

const LIST_KEY = ["businesses"] as const;

export default function Businesses() {
  const { session } = useWorkspace();
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedBusiness | null>(null);
  const list = useInfiniteQuery({
    queryKey: LIST_KEY,
    queryFn: ({ pageParam, signal }) => api.businesses(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: session.role === "operator",
  });
  if (session.role !== "operator") return <Navigate to="/inbox" replace />;
  const businesses = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <PageFrame
      wide
      title="Businesses"
      actions={
        <Button onClick={() => setCreating(true)} leftSection={<Icon name="plus" size={18} />}>
          New business
        </Button>
      }
    >
      {creating && (
        <NewBusiness
          done={(business) => {
            setCreating(false);
            setCreated(business);
          }}
          cancel={() => setCreating(false)}
        />
      )}
      {created !== null && (
        <Note tone="good" title={`${created.name} is created`}>
          {created.apiKey !== null && (
            <>
              Its API key is shown this once: <code className={classes.key}>{created.apiKey}</code>
            </>
          )}
        </Note>
      )}
      <Card flush>
        {list.isPending ? (
          <Loading />
        ) : list.isError ? (
          <Trouble error={list.error} retry={() => void list.refetch()} />
        ) : businesses.length === 0 ? (
          <Empty icon="building" title="No business yet">
            Create the first one with the button above.
          </Empty>
        ) : (
          <ul className={classes.list}>
            {businesses.map((business) => (
              <Row key={business.id} business={business} />
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <div className={classes.more}>
            <Button
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              Show more
            </Button>
          </div>
        )}
      </Card>
    </PageFrame>
  );
}

function Row({ business }: { business: Business }) {
  const { choose, businessId } = useWorkspace();
  const navigate = useNavigate();
  const [granting, setGranting] = useState(false);
  const lines = useQuery(linesQuery(business.id));
  const credits = useQuery(creditsQuery(business.id));
  const connection = useQuery(connectionQuery(business.id));
  const open = lines.data?.filter(({ forwardTo }) => forwardTo !== null) ?? [];
  const stuck = lines.data?.filter(({ texting }) => texting.status !== "ready") ?? [];
  return (
    <li className={classes.row}>
      <button
        type="button"
        className={classes.name}
        aria-current={business.id === businessId ? "true" : undefined}
        onClick={async () => {
          choose(business.id);
          await navigate("/inbox");
        }}
      >
        <strong>{business.name}</strong>
        <span>{business.timeZone.replaceAll("_", " ")}</span>
      </button>
      <ul className={classes.signs} aria-label="Health">
        <Sign
          query={lines}
          tone={open.length === 0 || stuck.length > 0 ? "wait" : "good"}
          words={
            lines.data?.length === 0
              ? "No line"
              : open.length === 0
                ? "Not forwarded"
                : stuck.length > 0
                  ? `${stuck.length} cannot text`
                  : `${open.length} ${open.length === 1 ? "line" : "lines"}`
          }
        />
        <Sign
          query={credits}
          tone={
            credits.data === undefined || credits.data.available >= LOW_CREDITS
              ? "good"
              : credits.data.available === 0
                ? "bad"
                : "wait"
          }
          words={`${credits.data?.available.toLocaleString("en-US")} credits`}
        />
        <Sign
          query={connection}
          tone={
            connection.data?.health === "needs_reconnect"
              ? "bad"
              : connection.data?.health === "ok" && connection.data.failed === 0
                ? "good"
                : "wait"
          }
          words={
            connection.data === undefined
              ? ""
              : connection.data.health === "needs_reconnect"
                ? `${connectorName(connection.data.connector)} needs a new sign-in`
                : connection.data.failed > 0
                  ? `${connection.data.failed} refused`
                  : connection.data.connector === "builtin"
                    ? "Own leads"
                    : connectorName(connection.data.connector)
          }
        />
      </ul>
      <Button variant="default" onClick={() => setGranting(!granting)} aria-expanded={granting}>
        Add credits
      </Button>
      {granting && <Grant business={business.id} done={() => setGranting(false)} />}
    </li>
  );
}

function Sign({
  query,
  tone,
  words,
}: {
  query: { readonly isPending: boolean; readonly isError: boolean };
  tone: "good" | "wait" | "bad";
  words: string;
}) {
  if (query.isPending) return <li className={classes.sign}>…</li>;
  const shown = query.isError ? "wait" : tone;
  return (
    <li className={classes.sign} data-tone={shown}>
      <Icon name={shown === "good" ? "check" : "alert"} size={15} />
      {query.isError ? "Unknown" : words}
    </li>
  );
}

function NewBusiness({ done, cancel }: { done: (business: CreatedBusiness) => void; cancel: () => void }) {
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => api.createBusiness({ name: name.trim(), timeZone: deviceTimeZone() }, key.current),
    onSuccess: async (business) => {
      await client.invalidateQueries({ queryKey: LIST_KEY });
      done(business);
    },
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate();
  };
  return (
    <Card
      title="New business"
      about="Its time zone starts as yours; the owner can change it while setting up."
    >
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          label="Name"
          autoFocus
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.isError && wordsOf(create.error)}
        />
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
        <Button variant="subtle" color="gray" onClick={cancel}>
          Cancel
        </Button>
      </form>
    </Card>
  );
}
