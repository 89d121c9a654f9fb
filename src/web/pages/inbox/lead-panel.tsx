/** Who the caller is: the lead of the built-in store to be filled in, or what is known of them. */
import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Consent } from "../../../domain/consent.ts";
import { api } from "../../api/endpoints.ts";
import { connectionQuery, keys, refreshInbox } from "../../api/queries.ts";
import type { Conversation, Lead, LeadChange } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Portrait } from "../../ui/portrait.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { connectorName } from "../../words/connection.ts";
import { phoneWords } from "../../words/phone.ts";
import { stagesWith } from "../../words/stages.ts";
import { momentWords } from "../../words/time.ts";
import { CallerActions } from "./caller-actions.tsx";
import classes from "./lead-panel.module.css";

const CONSENT_WORDS: Readonly<Record<Consent, string>> = {
  unknown: "May be texted",
  opted_in: "Asked to be texted (START)",
  opted_out: "Asked not to be texted (STOP)",
};

interface Props {
  readonly phone: string;
  readonly name: string | null;
  readonly lead: Lead | null;
  /** `null`: nothing is known of this number yet. */
  readonly conversation: Conversation | null;
  readonly close: (() => void) | null;
}

export function LeadPanel({ phone, name, lead, conversation, close }: Props) {
  const { id, country, timeZone } = useBusiness();
  const { data: connection } = useQuery(connectionQuery(id));
  const number = phoneWords(phone, country);
  return (
    <aside className={classes.panel} data-covers={close !== null || undefined} aria-label="Caller">
      {close && (
        <ActionIcon onClick={close} aria-label="Back to the conversation" className={classes.close ?? ""}>
          <Icon name="back" size={22} />
        </ActionIcon>
      )}
      <div className={classes.top}>
        <Portrait name={name} size={68} />
        <p className={classes.name}>{name ?? number}</p>
        {name !== null && <p className={classes.soft}>{number}</p>}
      </div>
      {lead !== null && <LeadForm lead={lead} key={lead.id} />}
      <dl className={classes.facts}>
        <Fact label="Texts">{CONSENT_WORDS[conversation?.consent ?? "unknown"]}</Fact>
        {lead !== null && (
          <>
            <Fact label="First heard of">{momentWords(new Date(lead.createdAt), timeZone)}</Fact>
            <Fact label="Came by">{lead.source.replaceAll("_", " ")}</Fact>
          </>
        )}
        {connection !== undefined && connection.connector !== "builtin" && (
          <Fact label="Record">Kept in {connectorName(connection.connector)}</Fact>
        )}
      </dl>
      {conversation !== null && <CallerActions conversation={conversation} />}
    </aside>
  );
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

function LeadForm({ lead }: { lead: Lead }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const [name, setName] = useState(lead.name ?? "");
  const save = useMutation({
    mutationFn: (change: LeadChange) => api.changeLead(id, lead.id, change),
    onSuccess: async (saved) => {
      client.setQueryData(keys.lead(id, lead.phone), saved);
      await refreshInbox(client, id, new Set());
    },
  });
  const saveName = () => {
    const wanted = name.trim() === "" ? null : name.trim();
    if (wanted !== lead.name) save.mutate({ name: wanted });
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
        label="Name"
        value={name}
        maxLength={120}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={saveName}
      />
      <NativeSelect
        label="Stage"
        data={stagesWith(lead.stage)}
        value={save.isPending && save.variables.stage !== undefined ? save.variables.stage : lead.stage}
        onChange={(event) => save.mutate({ stage: event.currentTarget.value })}
      />
      <p className={classes.saved} role="status" data-tone={save.isError ? "bad" : undefined}>
        {save.isError ? wordsOf(save.error) : save.isPending ? "Saving" : save.isSuccess ? "Saved" : ""}
      </p>
    </form>
  );
}
