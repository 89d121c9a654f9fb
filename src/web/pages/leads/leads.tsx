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
import { LEAD_FILTER_WORDS } from "../../words/lead.ts";
import { Board } from "./board.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import classes from "./leads.module.css";
import { StageList } from "./stage-list.tsx";

const isFilter = (text: string | null): text is LeadFilter =>
  (LEAD_FILTERS as readonly (string | null)[]).includes(text);

export default function Leads() {
  useDocumentTitle("Leads · textback");
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
          <h1 className={classes.title}>Leads</h1>
          <TextInput
            className={classes.search ?? ""}
            aria-label="Search by name, number or note"
            placeholder="Name, number or note"
            type="search"
            leftSection={<Icon name="search" size={18} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <fieldset className={classes.filters}>
            <legend className={classes.hidden}>Show</legend>
            {LEAD_FILTERS.map((each) => (
              <button
                key={each}
                type="button"
                className={classes.filter}
                aria-pressed={each === filter}
                onClick={() => setSearch(each === "all" ? {} : { filter: each }, { replace: true })}
              >
                {LEAD_FILTER_WORDS[each]}
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
              title="No leads yet"
              action={
                <Button component={Link} to="/leads/import" variant="default">
                  Import a list
                </Button>
              }
            >
              Whoever calls and is missed becomes a lead at the first stage. You can also bring your own list.
            </Empty>
          ) : (
            <Empty icon="search" title="No lead like this">
              {q === ""
                ? "Nothing matches this filter, which is good news."
                : `No name, number or note has “${q}” in it.`}
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
    onSuccess: (file) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "leads.csv";
      link.click();
      URL.revokeObjectURL(link.href);
    },
    onError: (error) =>
      notifications.show({ color: "red", title: "There is no file", message: wordsOf(error) }),
  });
  return (
    <div className={classes.actions}>
      <Button
        component={Link}
        to="/leads/import"
        variant="default"
        aria-label="Import a list"
        leftSection={<Icon name="upload" size={18} />}
      >
        <span>Import</span>
      </Button>
      <Button
        variant="default"
        disabled={isEmpty}
        loading={save.isPending}
        onClick={() => save.mutate()}
        aria-label="Export as a spreadsheet"
        leftSection={<Icon name="download" size={18} />}
      >
        <span>Export</span>
      </Button>
    </div>
  );
}
