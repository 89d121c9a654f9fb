/** One stage at a time, for a phone: which one is chosen above, and each lead has a menu that moves it. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "react-router";
import type { Stage } from "../../../domain/lead-stages.ts";
import type { Board, Column, Lead, LeadQuery } from "../../api/shapes.ts";
import { useChangeLead } from "../../lead/use-change-lead.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { leads } from "../../words/en/leads.ts";
import { numberWords } from "../../words/number.ts";
import { phoneWords } from "../../words/phone.ts";
import { stageChoices, stageWords } from "../../words/stages.ts";
import { CardWords } from "./card.tsx";
import { Rows } from "./rows.tsx";
import classes from "./stage-list.module.css";
import { useMore } from "./use-more.ts";

const ROW_PX = 104;

export function StageList({ board, query }: { board: Board; query: LeadQuery }) {
  const [chosen, setChosen] = useState<string | null>(null);
  // Until somebody chooses, the first stage that has anybody.
  const column =
    board.stages.find(({ stage }) => stage === chosen) ??
    board.stages.find(({ count }) => count > 0) ??
    board.stages[0];
  if (column === undefined) return null;
  return (
    <>
      <fieldset className={classes.stages}>
        <legend className={classes.hidden}>{leads("stage")}</legend>
        {board.stages.map(({ stage, count }) => (
          <button
            key={stage}
            type="button"
            className={classes.stage}
            aria-pressed={stage === column.stage}
            onClick={() => setChosen(stage)}
          >
            {stageWords(stage)} <span>{numberWords(count)}</span>
          </button>
        ))}
      </fieldset>
      <OneStage key={column.stage} column={column} query={query} />
    </>
  );
}

function OneStage({ column, query }: { column: Column; query: LeadQuery }) {
  const { more, failed } = useMore(column, query);
  if (column.items.length === 0)
    return <p className={classes.nobody}>{leads("nobodyAt", { stage: stageWords(column.stage) })}</p>;
  return (
    <Rows
      leads={column.items}
      total={column.count}
      rowPx={ROW_PX}
      label={stageWords(column.stage)}
      more={more}
      failed={failed}
    >
      {(lead) => <Row lead={lead} />}
    </Rows>
  );
}

function Row({ lead }: { lead: Lead }) {
  const { country } = useBusiness();
  const { search } = useLocation();
  const change = useChangeLead();
  return (
    <div className={classes.row}>
      <Link to={{ pathname: `/leads/${lead.id}`, search }} className={classes.lead}>
        <CardWords lead={lead} />
      </Link>
      <NativeSelect
        className={classes.menu ?? ""}
        aria-label={leads("stageOf", { who: lead.name ?? phoneWords(lead.phone, country) })}
        data={stageChoices(lead.stage)}
        value={lead.stage}
        onChange={(event) => change.mutate({ lead, change: { stage: event.currentTarget.value as Stage } })}
      />
    </div>
  );
}
