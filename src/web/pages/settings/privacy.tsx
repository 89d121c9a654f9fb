/** How long words and sounds are kept, and what can be called back. */
import { Button, NumberInput, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { MAX_RETENTION_DAYS, type RetentionDays } from "../../../domain/business.ts";
import { api } from "../../api/endpoints.ts";
import { businessQuery } from "../../api/queries.ts";
import { useMayManage } from "../../shell/may-manage.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Note, PageFrame } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import classes from "./settings.module.css";

/** Suggested when somebody switches erasing on. */
const USUAL_DAYS = 365;

const KINDS: readonly { kind: keyof RetentionDays; label: string; about: string; days: string }[] = [
  {
    kind: "bodies",
    label: "Erase the words of old texts",
    about: "That there was a text, whether it arrived and what it cost stays. Pictures go with the words.",
    days: "Days until texts are erased",
  },
  {
    kind: "recordings",
    label: "Erase old messages that callers left",
    about: "Here and at the carrier.",
    days: "Days until messages are erased",
  },
];

export default function Privacy() {
  const mayManage = useMayManage();
  return (
    <PageFrame title="Privacy" about="What is kept of your callers, and for how long.">
      {mayManage ? (
        <>
          <Retention />
          <Links />
        </>
      ) : (
        <Note tone="wait" title="Only an owner can change this" />
      )}
      <Card title="One caller">
        <p className={classes.soft}>
          To hand somebody all that is kept about them, or to erase it, open their conversation and tap their
          name. Numbers that you do not want to hear of stand under <Link to="/blocked">blocked numbers</Link>
          .
        </p>
      </Card>
    </PageFrame>
  );
}

function Retention() {
  const business = useBusiness();
  const client = useQueryClient();
  const [days, setDays] = useState<RetentionDays>(business.retentionDays);
  const save = useMutation({
    mutationFn: () => api.changeBusiness(business.id, { retentionDays: days }),
    onSuccess: (saved) => {
      client.setQueryData(businessQuery(business.id).queryKey, saved);
      notifications.show({ message: "Saved. Erasing runs every hour." });
    },
  });
  const changed = KINDS.some(({ kind }) => days[kind] !== business.retentionDays[kind]);
  const shortens = KINDS.some(
    ({ kind }) =>
      days[kind] !== null && days[kind] < (business.retentionDays[kind] ?? Number.POSITIVE_INFINITY),
  );
  return (
    <Card title="How long it is kept">
      <div className={classes.fields}>
        {KINDS.map(({ kind, label, about, days: daysLabel }) => (
          <div key={kind} className={classes.fields}>
            <Switch
              label={label}
              description={about}
              checked={days[kind] !== null}
              onChange={(event) =>
                setDays({ ...days, [kind]: event.currentTarget.checked ? USUAL_DAYS : null })
              }
            />
            {days[kind] !== null && (
              <NumberInput
                label={daysLabel}
                min={1}
                max={MAX_RETENTION_DAYS}
                value={days[kind]}
                onChange={(typed) =>
                  setDays({ ...days, [kind]: typeof typed === "number" ? Math.max(1, Math.round(typed)) : 1 })
                }
              />
            )}
          </div>
        ))}
        {save.isError && (
          <p role="alert" className={classes.problem}>
            {wordsOf(save.error)}
          </p>
        )}
        <div className={classes.actions}>
          {shortens ? (
            <SureButton
              question="Erase what is older, for good?"
              loading={save.isPending}
              onSure={() => save.mutate()}
            >
              Save
            </SureButton>
          ) : (
            <Button disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
              Save
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}

function Links() {
  const { id } = useBusiness();
  const revoke = useMutation({
    mutationFn: () => api.revokeMediaLinks(id),
    onSuccess: () => notifications.show({ message: "All earlier links are void." }),
  });
  return (
    <Card
      title="Links in your CRM"
      about="Recordings and pictures stand on your CRM's timelines as links. Whoever has such a link can open it."
    >
      <div className={classes.actions}>
        <SureButton question="Void all of them?" loading={revoke.isPending} onSure={() => revoke.mutate()}>
          Void the links so far
        </SureButton>
        {revoke.isError && (
          <p role="alert" className={classes.problem}>
            {wordsOf(revoke.error)}
          </p>
        )}
      </div>
    </Card>
  );
}
