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
import { common } from "../../words/en/common.ts";
import { leads } from "../../words/en/leads.ts";
import { lastActivityWords, sourceWords } from "../../words/lead.ts";
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
      aria-label={leads("lead")}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <ActionIcon ref={first} onClick={close} aria-label={common("close")} className={classes.close ?? ""}>
        <Icon name="cross" size={22} />
      </ActionIcon>
      {data !== undefined ? (
        <Details lead={data} key={leadId} />
      ) : error === null ? (
        <Loading />
      ) : error instanceof ApiProblem && error.code === "lead_not_found" ? (
        <Empty icon="person" title={leads("gone.title")}>
          {leads("gone.words")}
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
          {leads("open")}
        </Button>
      )}
      <LeadForm lead={lead} />
      <dl className={classes.facts}>
        <div>
          <dt>{leads("lastHeard")}</dt>
          <dd>
            {lead.lastActivity === null
              ? leads("noActivity")
              : lastActivityWords(lead.lastActivity, timeZone)}
          </dd>
        </div>
        <div>
          <dt>{leads("leadSince")}</dt>
          <dd>{momentWords(new Date(lead.createdAt), timeZone)}</dd>
        </div>
        <div>
          <dt>{leads("cameBy")}</dt>
          <dd>{sourceWords(lead.source)}</dd>
        </div>
      </dl>
      <Notes leadId={lead.id} />
    </>
  );
}
