/** The leads of the built-in store by stage: a board on a desk, a list of one stage on a phone. */
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue, useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Outlet, useParams, useSearchParams } from "react-router";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { boardQuery } from "../../api/queries.ts";
import { LEAD_FILTERS, type LeadFilter, type LeadQuery } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Empty, Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { leads } from "../../words/en/leads.ts";
import { Board } from "./board.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import classes from "./leads.module.css";
import { StageList } from "./stage-list.tsx";

const isFilter = (text: string | null): text is LeadFilter =>
  (LEAD_FILTERS as readonly (string | null)[]).includes(text);

export default function Leads() {
  useDocumentTitle(`${leads("title")} · textback`);
  const { id } = useBusiness();
  const { leadId } = useParams();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("filter");
  const filter: LeadFilter = isFilter(asked) ? asked : "all";
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 250);
  const query: LeadQuery = { q, filter };
  const board = useQuery(boardQuery(id, query));
  const narrow = useMediaQuery("(max-width: 799px)", window.innerWidth < 800, {
    getInitialValueInEffect: false,
  });

  if (board.error instanceof ApiProblem && board.error.code === "not_builtin") return <Elsewhere />;
  const total = board.data?.stages.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const isEverything = q === "" && filter === "all";
  return (
    <div className={classes.page}>
      <div className={classes.under} data-covered={leadId !== undefined || undefined}>
        <header className={classes.head}>
          <h1 className={classes.title}>{leads("title")}</h1>
          <TextInput
            className={classes.search ?? ""}
            aria-label={leads("search")}
            placeholder={leads("searchHint")}
            type="search"
            leftSection={<Icon name="search" size={18} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <fieldset className={classes.filters}>
            <legend className={classes.hidden}>{leads("show")}</legend>
            {LEAD_FILTERS.map((each) => (
              <button
                key={each}
                type="button"
                className={classes.filter}
                aria-pressed={each === filter}
                onClick={() => setSearch(each === "all" ? {} : { filter: each }, { replace: true })}
              >
                {leads(`filter.${each}`)}
              </button>
            ))}
          </fieldset>
          <Spreadsheets query={query} isEmpty={total === 0} />
        </header>
        {board.isPending ? (
          <Loading />
        ) : board.data === undefined ? (
          <Trouble error={board.error} retry={() => void board.refetch()} />
        ) : total === 0 ? (
          isEverything ? (
            <Empty
              icon="columns"
              title={leads("none.title")}
              action={
                <Button component={Link} to="/leads/import" variant="default">
                  {leads("importList")}
                </Button>
              }
            >
              {leads("none.words")}
            </Empty>
          ) : (
            <Empty icon="search" title={leads("noneLike.title")}>
              {q === "" ? leads("noneLike.filter") : leads("noneLike.words", { words: q })}
            </Empty>
          )
        ) : narrow ? (
          <StageList board={board.data} query={query} />
        ) : (
          <Board board={board.data} query={query} />
        )}
      </div>
      <Outlet />
    </div>
  );
}

function Spreadsheets({ query, isEmpty }: { query: LeadQuery; isEmpty: boolean }) {
  const { id } = useBusiness();
  const save = useMutation({
    mutationFn: () => api.exportLeads(id, query),
    onError: (error) => notifications.show({ color: "red", title: leads("noFile"), message: wordsOf(error) }),
  });
  return (
    <div className={classes.actions}>
      <Button
        component={Link}
        to="/leads/import"
        variant="default"
        aria-label={leads("importList")}
        leftSection={<Icon name="upload" size={18} />}
      >
        <span>{leads("import")}</span>
      </Button>
      <Button
        variant="default"
        disabled={isEmpty}
        loading={save.isPending}
        onClick={() => save.mutate()}
        aria-label={leads("exportAs")}
        leftSection={<Icon name="download" size={18} />}
      >
        <span>{leads("export")}</span>
      </Button>
    </div>
  );
}
