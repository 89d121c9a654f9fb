/** The checks that led to the text, or to none, and what can be done about it now. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { Link } from "react-router";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys, refreshCaller } from "../../api/queries.ts";
import type { TimelineItem } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { receipt } from "../../words/en/receipt.ts";
import { checkWords, skipWords, summaryWords } from "../../words/receipt.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./receipt.module.css";

type CallItem = Extract<TimelineItem, { type: "call" }>;

export function Receipt({ call }: { call: CallItem }) {
  const { timeZone } = useBusiness();
  const { receipt: decided } = call;
  if (decided === null) return null;
  const skipped = decided.decision === "skip";
  const waits = decided.waitsUntil !== undefined;
  const words = decided.reason === null ? null : skipWords(decided.reason);
  return (
    <>
      {words !== null && <p className={classes.title}>{words.title}</p>}
      {words === null && skipped && <p className={classes.title}>{summaryWords(decided)}</p>}
      {decided.waitsUntil !== undefined && (
        <p className={classes.title}>
          {receipt("waits", { moment: momentWords(new Date(decided.waitsUntil), timeZone) })}
        </p>
      )}
      <details className={classes.receipt}>
        <summary>{receipt(waits ? "why.waits" : skipped ? "why.skipped" : "why.texted")}</summary>
        <ol className={classes.checks}>
          {decided.checks.map((each) => (
            <li key={each.check} data-passed={each.passed}>
              <Icon name={each.passed ? "check" : "cross"} size={16} />
              <span>
                <span className={classes.hidden}>{receipt(each.passed ? "passed" : "notPassed")}</span>
                {checkWords(each, decided)}
              </span>
            </li>
          ))}
        </ol>
      </details>
      {words !== null && (words.help !== null || words.anyway) && (
        <div className={classes.actions}>
          {words.anyway && call.phone !== null && <SendAnyway callId={call.id} phone={call.phone} />}
          {words.help !== null && (
            <Button component={Link} to={words.help.to} variant="subtle">
              {words.help.label}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** One credit and a text to somebody: worth a second press. */
function SendAnyway({ callId, phone }: { callId: string; phone: string }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const send = useMutation({
    mutationFn: () => api.textAnyway(id, callId, key.current),
    onSuccess: async () => {
      await refreshCaller(client, id, phone);
      await client.invalidateQueries({ queryKey: keys.credits(id) });
    },
  });
  return (
    <>
      <SureButton
        leftSection={<Icon name="send" size={17} />}
        question={receipt("anywaySure")}
        loading={send.isPending}
        onSure={() => send.mutate()}
      >
        {receipt("anyway")}
      </SureButton>
      {send.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(send.error)}
        </p>
      )}
    </>
  );
}
