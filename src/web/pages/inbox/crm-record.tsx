/** The caller's record in the CRM: where to see it, why it is this one, and putting all of them on another. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { recordQuery, refreshCaller } from "../../api/queries.ts";
import type { RecordSeen, CallerRecord as Shown } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { wordsOf } from "../../ui/states.tsx";
import { useAsked } from "../../ui/use-asked.ts";
import { connectorName } from "../../words/connection.ts";
import { foundWords, recordName } from "../../words/crm-record.ts";
import { common } from "../../words/en/common.ts";
import { crmRecord } from "../../words/en/crm-record.ts";
import { phoneWords } from "../../words/phone.ts";
import { fieldWords } from "../../words/said.ts";
import classes from "./crm-record.module.css";

/** @param activity any of the caller's: what is moved is all of theirs */
export function CrmRecord({ phone, activity }: { phone: string; activity: string | null }) {
  const { id } = useBusiness();
  const { data } = useQuery(recordQuery(id, phone));
  if (data === undefined || data.connector === "builtin") return null;
  const crm = connectorName(data.connector);
  return (
    <section className={classes.record} aria-label={crmRecord("title", { crm })}>
      <h2 className={classes.title}>{crmRecord("title", { crm })}</h2>
      {data.record === null ? (
        <p className={classes.soft}>{crmRecord("nobody")}</p>
      ) : (
        <>
          <p>
            <strong>{recordName(data.record)}</strong>
          </p>
          <p className={classes.soft}>{foundWords(data.record.matchedBy)}</p>
          <Open record={data.record} crm={crm} />
        </>
      )}
      {data.isMoving && (
        <p role="status" className={classes.soft}>
          {crmRecord("moving")}
        </p>
      )}
      {activity !== null && !data.isMoving && (
        <Move phone={phone} activity={activity} shown={data} crm={crm} key={data.record?.recordId} />
      )}
    </section>
  );
}

function Open({ record: { url }, crm }: { record: RecordSeen; crm: string }) {
  if (url === null) return null;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={classes.link}>
      {crmRecord("open", { crm })}
    </a>
  );
}

interface Chosen {
  /** As it is sent: an id, or an address. */
  readonly record: string;
  readonly words: string;
}

function Move({
  phone,
  activity,
  shown,
  crm,
}: {
  phone: string;
  activity: string;
  shown: Shown;
  crm: string;
}) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const { asked: chosen, ask: choose, last, leave } = useAsked<Chosen>();
  const move = useMutation({
    mutationFn: ({ record }: Chosen) => api.moveActivity(id, activity, record),
    onSuccess: () => refreshCaller(client, id, phone),
  });
  if (!shown.canMove) return <p className={classes.soft}>{crmRecord("cannotMove", { crm })}</p>;
  if (chosen !== null)
    return (
      <Question
        phone={phone}
        from={shown.record}
        chosen={chosen}
        problem={move.error}
        pending={move.isPending}
        sure={() => move.mutate(chosen)}
        cancel={() => {
          move.reset();
          leave();
        }}
      />
    );
  return (
    <>
      {shown.others.length > 0 && (
        <>
          <p className={classes.soft}>{crmRecord("others", { count: shown.others.length })}</p>
          <ul className={classes.others}>
            {shown.others.map((other) => (
              <li key={other.recordId}>
                <span>{recordName(other)}</span>
                <span className={classes.links}>
                  <Open record={other} crm={crm} />
                  <Button
                    variant="default"
                    aria-label={`${crmRecord("choose")}: ${recordName(other)}`}
                    autoFocus={last?.record === other.recordId}
                    onClick={() => choose({ record: other.recordId, words: recordName(other) })}
                  >
                    {crmRecord("choose")}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Another
        crm={crm}
        typedBefore={
          shown.others.some(({ recordId }) => recordId === last?.record) ? null : (last?.record ?? null)
        }
        choose={(record) => choose({ record, words: record })}
      />
    </>
  );
}

/** @param typedBefore and not moved to: it may only have been mistyped */
function Another({
  crm,
  typedBefore,
  choose,
}: {
  crm: string;
  typedBefore: string | null;
  choose: (record: string) => void;
}) {
  const [typed, setTyped] = useState(typedBefore ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") choose(typed.trim());
  };
  return (
    <details open={typedBefore !== null}>
      <summary className={classes.summary}>{crmRecord("wrong")}</summary>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={crmRecord("where")}
          description={crmRecord("whereWords", { crm })}
          autoFocus={typedBefore !== null}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={typed.trim() === ""}>
          {crmRecord("move")}
        </Button>
      </form>
    </details>
  );
}

/** It changes what colleagues see in the CRM: what will happen is said before it does. */
function Question({
  phone,
  from,
  chosen,
  problem,
  pending,
  sure,
  cancel,
}: {
  phone: string;
  from: RecordSeen | null;
  chosen: Chosen;
  problem: Error | null;
  pending: boolean;
  sure: () => void;
  cancel: () => void;
}) {
  const { country } = useBusiness();
  const title = crmRecord("question.title", { record: chosen.words });
  const said = { number: phoneWords(phone, country), record: chosen.words };
  const field = problem instanceof ApiProblem ? problem.fields[0] : undefined;
  return (
    <section className={classes.question} aria-label={title} {...onEscape(cancel)}>
      <p>
        <strong>{title}</strong>
      </p>
      <p>
        {from === null
          ? crmRecord("question.wordsNew", said)
          : crmRecord("question.words", { ...said, from: recordName(from) })}
      </p>
      <div className={classes.links}>
        <Button loading={pending} onClick={sure}>
          {crmRecord("question.sure")}
        </Button>
        <Button variant="default" autoFocus onClick={cancel}>
          {common("cancel")}
        </Button>
      </div>
      {problem !== null && (
        <p role="alert" className={classes.problem}>
          {field === undefined ? wordsOf(problem) : fieldWords(field)}
        </p>
      )}
    </section>
  );
}
