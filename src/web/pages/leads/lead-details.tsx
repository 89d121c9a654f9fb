/** Who a lead is, beside the board; on a phone in front of it. */
import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useLocation, useNavigate, useParams } from "react-router";
import { ApiProblem } from "../../api/client.ts";
import { leadDetailsQuery } from "../../api/queries.ts";
import type { LeadDetails } from "../../api/shapes.ts";
import { LeadForm } from "../../lead/lead-form.tsx";
import { Notes } from "../../lead/notes.tsx";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Portrait } from "../../ui/portrait.tsx";
import { Empty, Loading, Trouble } from "../../ui/states.tsx";
import { sourceWords } from "../../words/lead.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./leads.module.css";

export default function LeadDetailsPanel() {
  const { leadId = "" } = useParams();
  const { id } = useBusiness();
  const navigate = useNavigate();
  const { search } = useLocation();
  const first = useRef<HTMLButtonElement>(null);
  const { data, error, refetch } = useQuery(leadDetailsQuery(id, leadId));
  const close = () => {
    void navigate({ pathname: "/leads", search });
    // Back to where they came from.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-lead="${leadId}"]`)?.focus());
  };
  useEffect(() => {
    if (leadId !== "") first.current?.focus();
  }, [leadId]);
  return (
    <aside
      className={classes.panel}
      aria-label="Lead"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <ActionIcon ref={first} onClick={close} aria-label="Close" className={classes.close ?? ""}>
        <Icon name="cross" size={22} />
      </ActionIcon>
      {data !== undefined ? (
        <Details lead={data} key={leadId} />
      ) : error === null ? (
        <Loading />
      ) : error instanceof ApiProblem && error.code === "lead_not_found" ? (
        <Empty icon="person" title="This lead is gone">
          It was erased, or the address is not right.
        </Empty>
      ) : (
        <Trouble error={error} retry={() => void refetch()} />
      )}
    </aside>
  );
}

function Details({ lead }: { lead: LeadDetails }) {
  const { country, timeZone } = useBusiness();
  const number = phoneWords(lead.phone, country);
  return (
    <>
      <div className={classes.who}>
        <Portrait name={lead.name} size={68} />
        <h2 className={classes.name}>{lead.name ?? number}</h2>
        {lead.name !== null && <p className={classes.soft}>{number}</p>}
      </div>
      {lead.lastActivity !== null && (
        <Button
          component={Link}
          to={`/inbox/${encodeURIComponent(lead.phone)}`}
          variant="light"
          className={classes.open ?? ""}
          leftSection={<Icon name="message" size={18} />}
        >
          Open the conversation
        </Button>
      )}
      <LeadForm lead={lead} />
      <dl className={classes.facts}>
        <div>
          <dt>Last heard of</dt>
          <dd>
            {lead.lastActivity === null
              ? "No call or text yet"
              : `${lead.lastActivity.title}, ${momentWords(new Date(lead.lastActivity.at), timeZone)}`}
          </dd>
        </div>
        <div>
          <dt>A lead since</dt>
          <dd>{momentWords(new Date(lead.createdAt), timeZone)}</dd>
        </div>
        <div>
          <dt>Came by</dt>
          <dd>{sourceWords(lead.source)}</dd>
        </div>
      </dl>
      <Notes leadId={lead.id} />
    </>
  );
}
