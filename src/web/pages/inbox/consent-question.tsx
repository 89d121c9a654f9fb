/** Words that may have meant STOP, or not: the owner decides, we do not. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/endpoints.ts";
import { keys, refreshCaller } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import classes from "./conversation.module.css";

export function useConsentAnswer(phone: string) {
  const { id } = useBusiness();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (optsOut: boolean) => api.answerConsent(id, phone, optsOut),
    onSuccess: async () => {
      await refreshCaller(client, id, phone);
      await client.invalidateQueries({ queryKey: keys.notices(id) });
    },
  });
}

export function ConsentQuestion({ phone, words }: { phone: string; words: string | null }) {
  const answer = useConsentAnswer(phone);
  if (words === null) return null;
  return (
    <section className={classes.question} aria-label="Question">
      <p>{words} Do they want no more texts?</p>
      <div className={classes.answers}>
        <SureButton
          question="Sure? Only they can undo it"
          loading={answer.isPending && answer.variables}
          onSure={() => answer.mutate(true)}
        >
          Yes, no more texts
        </SureButton>
        <Button
          variant="default"
          loading={answer.isPending && !answer.variables}
          onClick={() => answer.mutate(false)}
        >
          No, they may be texted
        </Button>
      </div>
      {answer.isError && <p role="alert">{wordsOf(answer.error)}</p>}
    </section>
  );
}
