/** Writing to a caller: what it costs stands below while it is written. */
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { Link } from "react-router";
import { CREDITS_PER_TEXT } from "../../../domain/credits.ts";
import { parseE164 } from "../../../domain/phone.ts";
import { MAX_WRITTEN_CHARACTERS } from "../../../domain/text.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { creditsQuery, keys, type Timeline } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { reply } from "../../words/en/reply.ts";
import { phoneWords } from "../../words/phone.ts";
import { textingWords } from "../../words/said.ts";
import classes from "./reply.module.css";
import { useTextFacts } from "./use-text-facts.ts";

/** What was begun and not sent, for as long as the page is open. */
const drafts = new Map<string, string>();

interface Props {
  readonly phone: string;
  readonly line: Line | null;
  readonly optedOut: boolean;
  readonly blocked: boolean;
}

export function Reply({ phone, line, optedOut, blocked }: Props) {
  const { id } = useBusiness();
  const { data: credits } = useQuery(creditsQuery(id));
  if (optedOut) return <p className={classes.refusal}>{reply("optedOut")}</p>;
  if (blocked)
    return (
      <p className={classes.refusal}>
        {reply.rich("blocked", { unblock: (words) => <Link to="/blocked">{words}</Link> })}
      </p>
    );
  if (line === null) return <p className={classes.refusal}>{reply("noLine")}</p>;
  const { headline, whatToDo } = textingWords(line);
  if (line.texting.status !== "ready") return <p className={classes.refusal}>{`${headline} ${whatToDo}`}</p>;
  if (credits !== undefined && credits.available < CREDITS_PER_TEXT)
    return (
      <p className={classes.refusal}>
        {reply.rich("noCredits", { see: (words) => <Link to="/credits">{words}</Link> })}
      </p>
    );
  return <Box phone={phone} line={line} available={credits?.available ?? null} />;
}

function Box({ phone, line, available }: { phone: string; line: Line; available: number | null }) {
  const business = useBusiness();
  const client = useQueryClient();
  const [body, setBody] = useState(drafts.get(phone) ?? "");
  // One key per text, kept over failed attempts: trying again after a lost answer never sends it twice.
  const key = useRef(newIdempotencyKey());
  const field = useRef<HTMLTextAreaElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const send = useMutation({
    mutationFn: (words: string) =>
      api.sendText(business.id, { line: line.number, to: phone, body: words }, key.current),
    onSuccess: ({ id }, words) => {
      change("");
      // The button that was pressed takes no focus now; whoever has gone on elsewhere stays there.
      if ([null, document.body, button.current].includes(document.activeElement as HTMLElement | null))
        field.current?.focus();
      const to = parseE164(phone);
      const from = parseE164(line.number);
      if (to !== null && from !== null)
        client.setQueryData<Timeline>([...keys.timeline(business.id, phone), "items"], (timeline) =>
          timeline === undefined || timeline.items.some((item) => item.id === id)
            ? timeline
            : {
                ...timeline,
                items: [
                  ...timeline.items,
                  {
                    type: "text",
                    id,
                    phone: to,
                    line: from,
                    direction: "out",
                    body: words,
                    state: "queued",
                    occurredAt: new Date().toISOString(),
                    purpose: "api",
                    callId: null,
                    segments: facts?.segments ?? 1,
                    messageSid: null,
                    errorCode: null,
                    errorMessage: null,
                    media: [],
                    bodyErasedAt: null,
                    problem: null,
                  },
                ],
              },
        );
      void client.invalidateQueries({ queryKey: keys.credits(business.id) });
    },
  });
  const change = (words: string) => {
    if (words === "") drafts.delete(phone);
    else drafts.set(phone, words);
    key.current = newIdempotencyKey();
    setBody(words);
  };
  const facts = useTextFacts(body);
  const ownNumber = phoneWords(line.number, business.country);
  const tooLong = body.length > MAX_WRITTEN_CHARACTERS;
  const ready = body.trim() !== "" && !tooLong && !send.isPending;
  const submit = () => {
    if (ready) send.mutate(body.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      submit();
    }
  };

  return (
    <form
      className={classes.reply}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {send.isError && (
        <p className={classes.error} role="alert">
          {wordsOf(send.error)}
        </p>
      )}
      <div className={classes.row}>
        <Textarea
          ref={field}
          className={classes.field ?? ""}
          aria-label={reply("field")}
          aria-describedby="reply-facts"
          placeholder={reply("hint")}
          autosize
          minRows={1}
          maxRows={7}
          radius={22}
          value={body}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          error={tooLong}
        />
        <Button
          ref={button}
          type="submit"
          radius={22}
          disabled={!ready}
          loading={send.isPending}
          leftSection={<Icon name="send" size={18} />}
          className={classes.send ?? ""}
        >
          {reply("send")}
        </Button>
      </div>
      <p className={classes.facts} id="reply-facts">
        {tooLong ? (
          <span data-tone="bad">
            {reply("tooLong", { over: body.length - MAX_WRITTEN_CHARACTERS, most: MAX_WRITTEN_CHARACTERS })}
          </span>
        ) : body === "" ? (
          available === null ? (
            reply("from", { number: ownNumber })
          ) : (
            reply("fromWith", { number: ownNumber, credits: available })
          )
        ) : facts === null ? null : (
          <>
            {reply("facts", {
              credits: CREDITS_PER_TEXT,
              characters: facts.characters,
              segments: facts.segments,
            })}
            {facts.plain !== null && (
              <button type="button" className={classes.plain} onClick={() => change(facts.plain ?? body)}>
                {reply("plain")}
              </button>
            )}
          </>
        )}
      </p>
    </form>
  );
}
