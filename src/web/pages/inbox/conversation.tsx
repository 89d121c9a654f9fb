/** One caller: their timeline, a box to write to them, and who they are. */
import { ActionIcon } from "@mantine/core";
import { useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { Link, useLocation, useParams } from "react-router";
import { conversationQuery, countsQuery, leadQuery, linesQuery, timelineQuery } from "../../api/queries.ts";
import { useDockPx } from "../../shell/sandbox.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Portrait } from "../../ui/portrait.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { inbox } from "../../words/en/inbox.ts";
import { inboxTitle } from "../../words/inbox-title.ts";
import { phoneWords } from "../../words/phone.ts";
import { useCalling } from "./call-button.tsx";
import { ConsentQuestion } from "./consent-question.tsx";
import classes from "./conversation.module.css";
import { Handled, useRead } from "./handled.tsx";
import panel from "./lead-panel.module.css";
import { Reply } from "./reply.tsx";
import { Timeline } from "./timeline.tsx";

/** Beside the conversation, or in front of it when asked for: the conversation does not wait for it. */
const LeadPanel = lazy(async () => ({ default: (await import("./lead-panel.tsx")).LeadPanel }));

export default function ConversationPage() {
  const { phone = "" } = useParams();
  return <Conversation phone={phone} key={phone} />;
}

function Conversation({ phone }: { phone: string }) {
  const business = useBusiness();
  const { search } = useLocation();
  const [showsLead, setShowsLead] = useState(false);
  const who = useRef<HTMLButtonElement>(null);
  const wide = useMediaQuery(`(min-width: ${1_240 + useDockPx()}px)`, false);
  const summary = useQuery(conversationQuery(business.id, phone));
  const timeline = useQuery(timelineQuery(business.id, phone));
  const lead = useQuery(leadQuery(business.id, phone));
  const lines = useQuery(linesQuery(business.id));
  useRead(phone, summary.data?.unread === true);
  const name = lead.data?.name ?? summary.data?.name ?? null;
  const number = phoneWords(phone, business.country);
  const { data: counts } = useQuery(countsQuery(business.id));
  useDocumentTitle(inboxTitle(counts?.unread ?? 0, name ?? number));

  // The line they used last answers them, so that they see the number they know.
  const lastLine = timeline.data?.items.at(-1)?.line ?? null;
  const line = lines.data?.find(({ number: each }) => each === lastLine) ?? lines.data?.[0] ?? null;

  const calling = useCalling(phone, line, lines.isSuccess && line === null);

  const closeLead = () => {
    setShowsLead(false);
    requestAnimationFrame(() => who.current?.focus());
  };

  return (
    <div className={classes.split}>
      <div className={classes.conversation} data-covered={(showsLead && !wide) || undefined}>
        <header className={classes.head}>
          <ActionIcon
            component={Link}
            to={{ pathname: "/inbox", search }}
            className={classes.back}
            aria-label={inbox("backToInbox")}
          >
            <Icon name="back" size={22} />
          </ActionIcon>
          <button
            ref={who}
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
              <span className={classes.number}>{name === null ? inbox("details") : number}</span>
            </span>
          </button>
          <Handled phone={phone} isHandled={summary.data?.handledAt != null} />
          {calling.button}
        </header>
        {calling.strip}
        {timeline.isPending ? (
          <Loading />
        ) : timeline.data === undefined ? (
          <Trouble error={timeline.error} retry={() => void timeline.refetch()} />
        ) : (
          <>
            <Timeline timeline={timeline.data} />
            <ConsentQuestion phone={phone} why={summary.data?.consentQuestion ?? null} />
            <Reply
              phone={phone}
              line={line}
              optedOut={summary.data?.consent === "opted_out"}
              blocked={summary.data?.blocked === true}
            />
          </>
        )}
      </div>
      {(wide || showsLead) && (
        <Suspense fallback={<div className={panel.panel} data-covers={!wide || undefined} />}>
          <LeadPanel
            phone={phone}
            name={name}
            lead={lead.data ?? null}
            conversation={summary.data ?? null}
            activity={timeline.data?.items.findLast(({ activity }) => activity != null)?.activity?.id ?? null}
            close={wide ? null : closeLead}
          />
        </Suspense>
      )}
    </div>
  );
}
