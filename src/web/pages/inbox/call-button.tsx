/** Click-to-call: the owner's phone rings, they press a key, then the customer's rings. How far it is stands below the head. */
import { Button, CloseButton, Loader } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { isOver } from "../../../domain/outbound-call.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { refreshCaller } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { wordsOf } from "../../ui/states.tsx";
import { calling } from "../../words/en/calling.ts";
import { common } from "../../words/en/common.ts";
import { outboundWords } from "../../words/outbound-call.ts";
import { phoneWords } from "../../words/phone.ts";
import classes from "./call-button.module.css";

const LOOK_EVERY_MS = 1_500;

export interface Calling {
  readonly button: ReactNode;
  readonly strip: ReactNode;
}

/** The button for the head of the conversation, and the strip that tells what became of it. */
export function useCalling(phone: string, line: Line | null, hasNoLine: boolean): Calling {
  const { id, country } = useBusiness();
  const key = useRef(newIdempotencyKey());
  const [chooses, setChooses] = useState(false);
  const phones = [line?.forwardTo ?? []].flat().filter((target) => target.startsWith("+"));
  const call = useMutation({
    mutationFn: (wanted: { line: string; from: string | null }) =>
      api.placeCall(
        id,
        { line: wanted.line, to: phone, ...(wanted.from === null ? {} : { from: wanted.from }) },
        key.current,
      ),
    // A lost answer keeps the key: trying again never rings twice.
    onSuccess: () => {
      key.current = newIdempotencyKey();
    },
  });
  const begin = (from: string | null) => {
    setChooses(false);
    if (line !== null) call.mutate({ line: line.number, from });
  };
  const press = () => {
    if (phones.length > 1) setChooses(!chooses);
    else begin(null);
  };
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setChooses(false);
    call.reset();
    button.current?.focus();
  };

  return {
    button: (
      <Button
        ref={button}
        className={classes.call ?? ""}
        variant="light"
        loading={call.isPending}
        disabled={hasNoLine}
        onClick={press}
        aria-label={calling("call")}
        leftSection={<Icon name="phone" size={18} />}
      >
        <span className={classes.wideWords}>{calling("call")}</span>
      </Button>
    ),
    strip: chooses ? (
      <Strip tone="wait" title={calling("which")} close={close}>
        <span className={classes.phones}>
          {phones.map((each) => (
            <Button key={each} variant="default" onClick={() => begin(each)}>
              {phoneWords(each, country)}
            </Button>
          ))}
        </span>
      </Strip>
    ) : call.isError ? (
      <Strip tone="bad" title={calling("notPlaced")} close={close}>
        {wordsOf(call.error)}
      </Strip>
    ) : call.data !== undefined ? (
      <Progress phone={phone} callId={call.data.id} close={close} />
    ) : null,
  };
}

function Progress({ phone, callId, close }: { phone: string; callId: string; close: () => void }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["business", id, "call", callId],
    queryFn: async ({ signal }) => {
      const call = await api.call(id, callId, signal);
      if (isOver(call.state)) void refreshCaller(client, id, phone);
      return call;
    },
    refetchInterval: ({ state }) =>
      state.data !== undefined && isOver(state.data.state) ? false : LOOK_EVERY_MS,
  });
  const { title, words, tone, over } = outboundWords({
    state: "queued",
    outcome: null,
    reason: null,
    problem: null,
    ...data,
    durationSeconds: data?.durationSeconds ?? null,
  });
  return (
    <Strip tone={tone} title={title} busy={!over} close={close}>
      {words}
    </Strip>
  );
}

function Strip({
  tone,
  title,
  busy,
  close,
  children,
}: {
  tone: string;
  title: string;
  busy?: boolean;
  close: () => void;
  children: ReactNode;
}) {
  return (
    <div
      className={classes.strip}
      data-tone={tone}
      role={tone === "bad" ? "alert" : "status"}
      {...onEscape(close)}
    >
      {busy === true && <Loader size={18} color="currentcolor" />}
      <div className={classes.words}>
        <strong>{title}</strong> {children}
      </div>
      <CloseButton size={44} onClick={close} aria-label={common("close")} c="inherit" />
    </div>
  );
}
