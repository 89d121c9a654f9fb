/** One caller: their timeline, a box to write to them, and who they are. */
import { ActionIcon, Button } from "@mantine/core";
import { useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useParams } from "react-router";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import {
  conversationQuery,
  keys,
  leadQuery,
  linesQuery,
  refreshInbox,
  timelineQuery,
} from "../../api/queries.ts";
import { useDockPx } from "../../shell/sandbox.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Portrait } from "../../ui/portrait.tsx";
import { Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { phoneWords } from "../../words/phone.ts";
import classes from "./conversation.module.css";
import { LeadPanel } from "./lead-panel.tsx";
import { Reply } from "./reply.tsx";
import { Timeline } from "./timeline.tsx";

export default function ConversationPage() {
  const { phone = "" } = useParams();
  return <Conversation phone={phone} key={phone} />;
}

function Conversation({ phone }: { phone: string }) {
  const business = useBusiness();
  const { search } = useLocation();
  const [showsLead, setShowsLead] = useState(false);
  const wide = useMediaQuery(`(min-width: ${1_240 + useDockPx()}px)`, false);
  const summary = useQuery(conversationQuery(business.id, phone));
  const timeline = useQuery(timelineQuery(business.id, phone));
  const lead = useQuery(leadQuery(business.id, phone));
  const lines = useQuery(linesQuery(business.id));
  useRead(phone, summary.data?.unread === true);
  const name = lead.data?.name ?? summary.data?.name ?? null;
  const number = phoneWords(phone, business.country);
  useDocumentTitle(`${name ?? number} · textback`);

  // The line they used last answers them, so that they see the number they know.
  const lastLine = timeline.data?.items.at(-1)?.line ?? null;
  const line = lines.data?.find(({ number: each }) => each === lastLine) ?? lines.data?.[0] ?? null;

  return (
    <div className={classes.split}>
      <div className={classes.conversation} data-covered={(showsLead && !wide) || undefined}>
        <header className={classes.head}>
          <ActionIcon
            component={Link}
            to={{ pathname: "/inbox", search }}
            className={classes.back}
            aria-label="Back to the inbox"
          >
            <Icon name="back" size={22} />
          </ActionIcon>
          <button
            type="button"
            className={classes.who}
            onClick={() => setShowsLead(!showsLead)}
            aria-expanded={wide ? undefined : showsLead}
            disabled={wide === true}
          >
            <span className={classes.portrait}>
              <Portrait name={name} size={40} />
            </span>
            <span className={classes.names}>
              <h1 className={classes.name}>{name ?? number}</h1>
              <span className={classes.number}>{name === null ? "Details" : number}</span>
            </span>
          </button>
          <Handled phone={phone} />
          <CallButton phone={phone} line={line?.number ?? null} hasNone={lines.isSuccess && line === null} />
        </header>
        {timeline.isPending ? (
          <Loading />
        ) : timeline.data === undefined ? (
          <Trouble error={timeline.error} retry={() => void timeline.refetch()} />
        ) : (
          <>
            <Timeline timeline={timeline.data} />
            <ConsentQuestion words={summary.data?.consentQuestion ?? null} />
            <Reply phone={phone} line={line} optedOut={summary.data?.consent === "opted_out"} />
          </>
        )}
      </div>
      {(wide || showsLead) && (
        <LeadPanel
          phone={phone}
          name={name}
          lead={lead.data ?? null}
          consent={summary.data?.consent ?? "unknown"}
          close={wide ? null : () => setShowsLead(false)}
        />
      )}
    </div>
  );
}

function CallButton({ phone, line, hasNone }: { phone: string; line: string | null; hasNone: boolean }) {
  const { id } = useBusiness();
  const key = useRef(newIdempotencyKey());
  const call = useMutation({
    mutationFn: (from: string) => api.placeCall(id, { line: from, to: phone }, key.current),
    onSuccess: () => {
      key.current = newIdempotencyKey();
      notifications.show({ title: "Your phone will ring now", message: "Pick up, and you are connected." });
    },
    onError: (error) =>
      notifications.show({ color: "red", title: "The call was not placed", message: wordsOf(error) }),
  });
  return (
    <Button
      className={classes.call ?? ""}
      variant="light"
      loading={call.isPending}
      disabled={hasNone}
      onClick={() => line !== null && call.mutate(line)}
      aria-label="Call"
      leftSection={<Icon name="phone" size={18} />}
    >
      <span className={classes.wideWords}>Call</span>
    </Button>
  );
}

/** What is open has been read. A failure is not worth a word: it stays unread, and the next look tries again. */
function useRead(phone: string, unread: boolean): void {
  const { id } = useBusiness();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => api.markRead(id, phone),
    onSuccess: () => refreshInbox(client, id, new Set([phone])),
  });
  useEffect(() => {
    if (unread) mutate();
  }, [unread, mutate]);
}

function Handled({ phone }: { phone: string }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const handled = useMutation({
    mutationFn: () => api.markHandled(id, phone),
    onSuccess: async () => {
      notifications.show({ message: "Marked as handled." });
      await Promise.all([
        refreshInbox(client, id, new Set([phone])),
        client.invalidateQueries({ queryKey: keys.timeline(id, phone) }),
      ]);
    },
    onError: (error) =>
      notifications.show({ color: "red", title: "Not marked as handled", message: wordsOf(error) }),
  });
  return (
    <Button
      variant="default"
      className={classes.handled ?? ""}
      loading={handled.isPending}
      onClick={() => handled.mutate()}
      aria-label="Mark as handled"
      leftSection={<Icon name="check" size={18} />}
    >
      <span className={classes.wideWords}>Handled</span>
    </Button>
  );
}

/** Words that may have meant STOP, or not: the owner decides, we do not. */
function ConsentQuestion({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <p className={classes.question}>
      {words} Decide yourself whether to text them; a plain STOP of theirs is obeyed at once.
    </p>
  );
}
