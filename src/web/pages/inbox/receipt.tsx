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
import { skipWords } from "../../words/receipt.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./receipt.module.css";

type CallItem = Extract<TimelineItem, { type: "call" }>;

export function Receipt({ call }: { call: CallItem }) {
  const { timeZone } = useBusiness();
  const { receipt } = call;
  if (receipt === null) return null;
  const skipped = receipt.decision === "skip";
  const waits = receipt.waitsUntil !== undefined;
  const words = receipt.reason === null ? null : skipWords(receipt.reason);
  return (
    <>
      {words !== null && <p className={classes.title}>{words.title}</p>}
      {words === null && skipped && <p className={classes.title}>{receipt.summary}</p>}
      {receipt.waitsUntil !== undefined && (
        <p className={classes.title}>
          The text waits until {momentWords(new Date(receipt.waitsUntil), timeZone)}, when their quiet hours
          are over.
        </p>
      )}
      <details className={classes.receipt}>
        <summary>
          {waits ? "Why does the text wait?" : skipped ? "Why was no text sent?" : "Texted back"}
        </summary>
        <ol className={classes.checks}>
          {receipt.checks.map(({ check, passed, detail }) => (
            <li key={check} data-passed={passed}>
              <Icon name={passed ? "check" : "cross"} size={16} />
              <span>
                <span className={classes.hidden}>{passed ? "Passed: " : "Not passed: "}</span>
                {detail}
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
        question="Send it for 1 credit?"
        loading={send.isPending}
        onSure={() => send.mutate()}
      >
        Send the text anyway
      </SureButton>
      {send.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(send.error)}
        </p>
      )}
    </>
  );
}
