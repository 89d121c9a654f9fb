/** Words that may have meant STOP, or not: the owner decides, we do not. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/endpoints.ts";
import { keys, refreshCaller } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { inbox } from "../../words/en/inbox.ts";
import { saidInSpanish } from "../../words/said.ts";
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

/** @param why in words of the service: what makes it doubtful */
export function ConsentQuestion({ phone, why }: { phone: string; why: string | null }) {
  const answer = useConsentAnswer(phone);
  if (why === null) return null;
  return (
    <section className={classes.question} aria-label={inbox("question.label")}>
      <p>{inbox("question.ask", { why: saidInSpanish()?.consentWhy ?? why })}</p>
      <div className={classes.answers}>
        <SureButton
          question={inbox("question.sure")}
          loading={answer.isPending && answer.variables}
          onSure={() => answer.mutate(true)}
        >
          {inbox("question.yes")}
        </SureButton>
        <Button
          variant="default"
          loading={answer.isPending && !answer.variables}
          onClick={() => answer.mutate(false)}
        >
          {inbox("question.no")}
        </Button>
      </div>
      {answer.isError && <p role="alert">{wordsOf(answer.error)}</p>}
    </section>
  );
}
