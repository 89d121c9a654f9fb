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
import { common } from "../../words/en/common.ts";
import { settings } from "../../words/en/settings.ts";
import classes from "./settings.module.css";

/** Suggested when somebody switches erasing on. */
const USUAL_DAYS = 365;

const KINDS = ["bodies", "recordings"] as const satisfies readonly (keyof RetentionDays)[];

export default function Privacy() {
  const mayManage = useMayManage();
  return (
    <PageFrame title={settings("privacy.title")} about={settings("privacy.about")}>
      {mayManage ? (
        <>
          <Retention />
          <Links />
        </>
      ) : (
        <Note tone="wait" title={common("ownersOnly")} />
      )}
      <Card title={settings("privacy.oneCaller")}>
        <p className={classes.soft}>
          {settings.rich("privacy.oneCallerWords", {
            blocked: (words) => <Link to="/blocked">{words}</Link>,
          })}
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
      notifications.show({ message: settings("privacy.saved") });
    },
  });
  const changed = KINDS.some((kind) => days[kind] !== business.retentionDays[kind]);
  const shortens = KINDS.some(
    (kind) => days[kind] !== null && days[kind] < (business.retentionDays[kind] ?? Number.POSITIVE_INFINITY),
  );
  return (
    <Card title={settings("privacy.howLong")}>
      <div className={classes.fields}>
        {KINDS.map((kind) => (
          <div key={kind} className={classes.fields}>
            <Switch
              label={settings(`privacy.${kind}.label`)}
              description={settings(`privacy.${kind}.about`)}
              checked={days[kind] !== null}
              onChange={(event) =>
                setDays({ ...days, [kind]: event.currentTarget.checked ? USUAL_DAYS : null })
              }
            />
            {days[kind] !== null && (
              <NumberInput
                label={settings(`privacy.${kind}.days`)}
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
              question={settings("privacy.sure")}
              loading={save.isPending}
              onSure={() => save.mutate()}
            >
              {common("save")}
            </SureButton>
          ) : (
            <Button disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
              {common("save")}
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
    onSuccess: () => notifications.show({ message: settings("privacy.voided") }),
  });
  return (
    <Card title={settings("privacy.links")} about={settings("privacy.linksWords")}>
      <div className={classes.actions}>
        <SureButton
          question={settings("privacy.voidSure")}
          loading={revoke.isPending}
          onSure={() => revoke.mutate()}
        >
          {settings("privacy.voidLinks")}
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
