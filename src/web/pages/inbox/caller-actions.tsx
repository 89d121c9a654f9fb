/** What the owner can do about a caller beyond writing and calling: block, opt out, hand over what is kept, erase. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys, refreshCaller, refreshInbox } from "../../api/queries.ts";
import type { Conversation } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { saveAsFile } from "../../ui/save-as-file.ts";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { connectorName } from "../../words/connection.ts";
import { phoneWords } from "../../words/phone.ts";
import { useConsentAnswer } from "./consent-question.tsx";
import classes from "./lead-panel.module.css";

export function CallerActions({ conversation }: { conversation: Conversation }) {
  const { phone, blocked, consent, consentQuestion } = conversation;
  const answer = useConsentAnswer(phone);
  const block = useBlock(phone);
  const { id } = useBusiness();
  const save = useMutation({
    mutationFn: () => api.exportCaller(id, phone),
    onSuccess: (all) => saveAsFile(`${phone.slice(1)}.json`, JSON.stringify(all, null, 2)),
  });
  const problem = [answer, block, save].find(({ isError }) => isError)?.error;
  return (
    <section className={classes.actions} aria-label="More">
      {blocked ? (
        <Button variant="default" loading={block.isPending} onClick={() => block.mutate(false)}>
          Unblock this number
        </Button>
      ) : (
        <SureButton
          question="Block? They get no more texts"
          leftSection={<Icon name="block" size={18} />}
          loading={block.isPending}
          onSure={() => block.mutate(true)}
        >
          Block this number
        </SureButton>
      )}
      {consent !== "opted_out" && consentQuestion === null && (
        <SureButton
          question="Sure? Only they can undo it"
          loading={answer.isPending}
          onSure={() => answer.mutate(true)}
        >
          They want no more texts
        </SureButton>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="download" size={18} />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        Save all that is kept
      </Button>
      <Erase phone={phone} />
      {problem !== undefined && problem !== null && (
        <p role="alert" className={classes.problem}>
          {wordsOf(problem)}
        </p>
      )}
    </section>
  );
}

export function useBlock(phone: string) {
  const { id } = useBusiness();
  const client = useQueryClient();
  return useMutation<unknown, Error, boolean>({
    mutationFn: (wanted) => (wanted ? api.block(id, phone) : api.unblock(id, phone)),
    onSuccess: async () => {
      await Promise.all([
        refreshCaller(client, id, phone),
        client.invalidateQueries({ queryKey: keys.blocked(id) }),
      ]);
    },
  });
}

/** What is erased here cannot be had back, so it is said first what goes and what stays. */
function Erase({ phone }: { phone: string }) {
  const { id, country } = useBusiness();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const erase = useMutation({
    mutationFn: () => api.eraseCaller(id, phone),
    onSuccess: async ({ crm }) => {
      notifications.show({
        title: "Erased",
        message:
          crm === null
            ? "Nothing of this caller is kept here any more."
            : `Nothing is kept here any more. The record in ${connectorName(crm)} is yours to erase there.`,
        autoClose: crm === null,
      });
      await navigate("/inbox");
      client.removeQueries({ queryKey: keys.timeline(id, phone) });
      client.removeQueries({ queryKey: keys.lead(id, phone) });
      await refreshInbox(client, id, new Set([phone]));
    },
  });
  if (!asked)
    return (
      <Button variant="subtle" color="red" onClick={() => setAsked(true)}>
        Erase this caller
      </Button>
    );
  return (
    <section className={classes.erase} aria-label="Erase this caller">
      <p>
        All calls, texts, recordings and the lead of {phoneWords(phone, country)} go, here and at the carrier.
        This cannot be undone. If they asked not to be texted, that stays in force.
      </p>
      <Button color="red" loading={erase.isPending} onClick={() => erase.mutate()}>
        Erase everything
      </Button>
      <Button variant="default" autoFocus onClick={() => setAsked(false)}>
        Keep it
      </Button>
      {erase.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(erase.error)}
        </p>
      )}
    </section>
  );
}
