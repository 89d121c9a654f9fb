/** What the owner can do about a caller beyond writing and calling: block, opt out, hand over what is kept, erase. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys, refreshCaller, refreshInbox } from "../../api/queries.ts";
import type { Conversation } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { saveAsFile } from "../../ui/save-as-file.ts";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { useAsked } from "../../ui/use-asked.ts";
import { connectorName } from "../../words/connection.ts";
import { caller } from "../../words/en/caller.ts";
import { inbox } from "../../words/en/inbox.ts";
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
    <section className={classes.actions} aria-label={caller("more")}>
      {blocked ? (
        <Button variant="default" loading={block.isPending} onClick={() => block.mutate(false)}>
          {caller("unblock")}
        </Button>
      ) : (
        <SureButton
          question={caller("blockSure")}
          leftSection={<Icon name="block" size={18} />}
          loading={block.isPending}
          onSure={() => block.mutate(true)}
        >
          {caller("block")}
        </SureButton>
      )}
      {consent !== "opted_out" && consentQuestion === null && (
        <SureButton
          question={inbox("question.sure")}
          loading={answer.isPending}
          onSure={() => answer.mutate(true)}
        >
          {caller("optOut")}
        </SureButton>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="download" size={18} />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {caller("export")}
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
  const { asked, ask, last, leave } = useAsked<true>();
  const erase = useMutation({
    mutationFn: () => api.eraseCaller(id, phone),
    onSuccess: async ({ crm }) => {
      notifications.show({
        title: caller("erase.done"),
        message:
          crm === null
            ? caller("erase.nothingKept")
            : caller("erase.nothingKeptButCrm", { crm: connectorName(crm) }),
        autoClose: crm === null,
      });
      await navigate("/inbox");
      client.removeQueries({ queryKey: keys.timeline(id, phone) });
      client.removeQueries({ queryKey: keys.lead(id, phone) });
      await refreshInbox(client, id, new Set([phone]));
    },
  });
  if (asked === null)
    return (
      <Button variant="subtle" color="red" autoFocus={last !== null} onClick={() => ask(true)}>
        {caller("erase.start")}
      </Button>
    );
  return (
    <section className={classes.erase} aria-label={caller("erase.start")} {...onEscape(leave)}>
      <p>{caller("erase.words", { number: phoneWords(phone, country) })}</p>
      <Button color="red" loading={erase.isPending} onClick={() => erase.mutate()}>
        {caller("erase.all")}
      </Button>
      <Button variant="default" autoFocus onClick={leave}>
        {caller("erase.keep")}
      </Button>
      {erase.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(erase.error)}
        </p>
      )}
    </section>
  );
}
