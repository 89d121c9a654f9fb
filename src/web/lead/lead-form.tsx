/** Name and stage of a lead, kept as they are changed. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Stage } from "../../domain/lead-stages.ts";
import type { Lead } from "../api/shapes.ts";
import { wordsOf } from "../ui/states.tsx";
import { common } from "../words/en/common.ts";
import { leads } from "../words/en/leads.ts";
import { stageChoices } from "../words/stages.ts";
import classes from "./lead.module.css";
import { useChangeLead } from "./use-change-lead.ts";

export function LeadForm({ lead }: { lead: Lead }) {
  const [name, setName] = useState(lead.name ?? "");
  const save = useChangeLead();
  const saveName = () => {
    const wanted = name.trim() === "" ? null : name.trim();
    if (wanted !== lead.name) save.mutate({ lead, change: { name: wanted } });
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        saveName();
      }}
    >
      <TextInput
        label={common("name")}
        value={name}
        maxLength={120}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={saveName}
      />
      <NativeSelect
        label={leads("stage")}
        data={stageChoices(lead.stage)}
        value={lead.stage}
        onChange={(event) => save.mutate({ lead, change: { stage: event.currentTarget.value as Stage } })}
      />
      <p className={classes.saved} role="status" data-tone={save.isError ? "bad" : undefined}>
        {save.isError
          ? wordsOf(save.error)
          : save.isPending
            ? leads("saving")
            : save.isSuccess
              ? leads("saved")
              : ""}
      </p>
    </form>
  );
}
