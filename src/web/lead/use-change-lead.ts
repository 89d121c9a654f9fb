/** Changes a lead on the screen at once, and puts it back, with words, when the server says no. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { withLead } from "../api/board.ts";
import { api } from "../api/endpoints.ts";
import { keys, refreshInbox } from "../api/queries.ts";
import type { Board, Lead, LeadChange } from "../api/shapes.ts";
import { useBusiness } from "../shell/workspace.tsx";
import { wordsOf } from "../ui/states.tsx";
import { leads } from "../words/en/leads.ts";
import { phoneWords } from "../words/phone.ts";
import { stageWords } from "../words/stages.ts";

interface Wanted {
  readonly lead: Lead;
  readonly change: LeadChange;
}

export function useChangeLead() {
  const { id, country } = useBusiness();
  const client = useQueryClient();
  const show = (lead: Lead) => {
    client.setQueriesData<Board>({ queryKey: keys.boards(id) }, (board) => board && withLead(board, lead));
    client.setQueryData<Lead | null>(keys.lead(id, lead.phone), (known) => known && { ...known, ...lead });
    client.setQueryData<Lead>(keys.leadDetails(id, lead.id), (known) => known && { ...known, ...lead });
  };
  return useMutation({
    mutationFn: ({ lead, change }: Wanted) => api.changeLead(id, lead.id, change),
    onMutate: async ({ lead, change }) => {
      await client.cancelQueries({ queryKey: keys.leads(id) });
      const moves = change.stage !== undefined && change.stage !== lead.stage;
      show({ ...lead, ...change, ...(moves ? { movedAt: new Date().toISOString() } : {}) } as Lead);
    },
    onSuccess: show,
    onError: (error, { lead, change }) => {
      show(lead);
      const who = lead.name ?? phoneWords(lead.phone, country);
      notifications.show({
        color: "red",
        title:
          change.stage === undefined
            ? leads("notRenamed", { who })
            : leads("notMoved", { who, stage: stageWords(change.stage) }),
        message: wordsOf(error),
      });
    },
    onSettled: async (_saved, _error, { change }) => {
      // While another change is under way its own end refreshes: what the server says before it would undo it.
      if (client.isMutating({ mutationKey: ["lead", id] }) === 1)
        await client.invalidateQueries({ queryKey: keys.leads(id) });
      if (change.name !== undefined) await refreshInbox(client, id, new Set());
    },
    mutationKey: ["lead", id],
  });
}
