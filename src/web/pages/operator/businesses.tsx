/** The operator's console: every business, and where something needs a hand. */
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, Navigate } from "react-router";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { BUSINESSES_KEY } from "../../api/queries.ts";
import type { CreatedBusiness } from "../../api/shapes.ts";
import { useWorkspace } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { Card, Note, PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { operator } from "../../words/en/operator.ts";
import { deviceTimeZone } from "../../words/time-zones.ts";
import { BusinessRow } from "./business-row.tsx";
import classes from "./businesses.module.css";
import { DemoButton, DemoNote, useDemo } from "./demo.tsx";

/** A console that is left open stays true. */
const LOOK_EVERY_MS = 60_000;

export default function Businesses() {
  const { session } = useWorkspace();
  const making = useDemo();
  const [creating, setCreating] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const closeForm = () => {
    setCreating(false);
    opener.current?.focus();
  };
  const [created, setCreated] = useState<CreatedBusiness | null>(null);
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 250);
  const list = useInfiniteQuery({
    queryKey: [...BUSINESSES_KEY, q],
    queryFn: ({ pageParam, signal }) => api.businessesAtAGlance(q, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: session.role === "operator",
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  });
  if (session.role !== "operator") return <Navigate to="/inbox" replace />;
  const businesses = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <PageFrame
      wide
      title={operator("title")}
      about={operator("about")}
      actions={
        <>
          <Button
            component={Link}
            to="/businesses/defaults"
            variant="default"
            leftSection={<Icon name="settings" size={18} />}
          >
            {operator("startWith")}
          </Button>
          <DemoButton making={making} />
          <Button ref={opener} onClick={() => setCreating(true)} leftSection={<Icon name="plus" size={18} />}>
            {operator("newBusiness")}
          </Button>
        </>
      }
    >
      <TextInput
        mb="md"
        type="search"
        aria-label={operator("search")}
        placeholder={operator("search")}
        leftSection={<Icon name="search" size={18} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <DemoNote making={making} />
      {creating && (
        <NewBusiness
          done={(business) => {
            closeForm();
            setCreated(business);
          }}
          cancel={closeForm}
        />
      )}
      {created !== null && (
        <Note tone="good" title={operator("created", { name: created.name })}>
          {created.apiKey !== null &&
            operator.rich("apiKey", {
              apiKey: created.apiKey,
              key: (words) => <code className={classes.key}>{words}</code>,
            })}
        </Note>
      )}
      <Card flush>
        {list.isPending ? (
          <Loading />
        ) : list.isError ? (
          <Trouble error={list.error} retry={() => void list.refetch()} />
        ) : businesses.length === 0 ? (
          q === "" ? (
            <Empty icon="building" title={operator("none")}>
              {operator("noneWords")}
            </Empty>
          ) : (
            <Empty icon="search" title={common("nothingFound")}>
              {operator("noneWith", { words: q })}
            </Empty>
          )
        ) : (
          <ul className={classes.list}>
            {businesses.map((business) => (
              <BusinessRow key={business.id} business={business} />
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
              {common("showMore")}
            </Button>
          </div>
        )}
      </Card>
    </PageFrame>
  );
}

function NewBusiness({ done, cancel }: { done: (business: CreatedBusiness) => void; cancel: () => void }) {
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => api.createBusiness({ name: name.trim(), timeZone: deviceTimeZone() }, key.current),
    onSuccess: async (business) => {
      await client.invalidateQueries({ queryKey: BUSINESSES_KEY });
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
    <Card title={operator("newBusiness")} about={operator("newBusinessAbout")}>
      <form onSubmit={submit} className={classes.form} {...onEscape(cancel)}>
        <TextInput
          label={common("name")}
          autoFocus
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.isError && wordsOf(create.error)}
        />
        <Button type="submit" loading={create.isPending}>
          {operator("create")}
        </Button>
        <Button variant="subtle" color="gray" onClick={cancel}>
          {common("cancel")}
        </Button>
      </form>
    </Card>
  );
}
