/** Who the caller is: the lead of the built-in store to be filled in, or what is known of them. */
import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import type { Conversation, Lead } from "../../api/shapes.ts";
import { LeadForm } from "../../lead/lead-form.tsx";
import { Notes } from "../../lead/notes.tsx";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { Portrait } from "../../ui/portrait.tsx";
import { timeline } from "../../words/en/timeline.ts";
import { sourceWords } from "../../words/lead.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords } from "../../words/time.ts";
import { CallerActions } from "./caller-actions.tsx";
import { CrmRecord } from "./crm-record.tsx";
import classes from "./lead-panel.module.css";

interface Props {
  readonly phone: string;
  readonly name: string | null;
  readonly lead: Lead | null;
  /** `null`: nothing is known of this number yet. */
  readonly conversation: Conversation | null;
  /** Any of theirs that the CRM has or is to have; `null`: there is none. */
  readonly activity: string | null;
  readonly close: (() => void) | null;
}

export function LeadPanel({ phone, name, lead, conversation, activity, close }: Props) {
  const { country, timeZone } = useBusiness();
  const number = phoneWords(phone, country);
  // Where it covers the conversation, that page's heading is not there.
  const Name = close === null ? "p" : "h1";
  return (
    <aside
      className={classes.panel}
      data-covers={close !== null || undefined}
      aria-label={timeline("caller.label")}
      {...(close === null ? {} : onEscape(close))}
    >
      {close && (
        <ActionIcon
          autoFocus
          onClick={close}
          aria-label={timeline("caller.back")}
          className={classes.close ?? ""}
        >
          <Icon name="back" size={22} />
        </ActionIcon>
      )}
      <div className={classes.top}>
        <Portrait name={name} size={68} />
        <Name className={classes.name}>{name ?? number}</Name>
        {name !== null && <p className={classes.soft}>{number}</p>}
      </div>
      {lead !== null && <LeadForm lead={lead} key={`form-${lead.id}`} />}
      <dl className={classes.facts}>
        <Fact label={timeline("caller.texts")}>
          {timeline(`caller.consent.${conversation?.consent ?? "unknown"}`)}
        </Fact>
        {lead !== null && (
          <>
            <Fact label={timeline("caller.firstHeard")}>
              {momentWords(new Date(lead.createdAt), timeZone)}
            </Fact>
            <Fact label={timeline("caller.cameBy")}>{sourceWords(lead.source)}</Fact>
          </>
        )}
      </dl>
      <CrmRecord phone={phone} activity={activity} />
      {lead !== null && <Notes leadId={lead.id} key={`notes-${lead.id}`} />}
      {conversation !== null && <CallerActions conversation={conversation} />}
    </aside>
  );
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
