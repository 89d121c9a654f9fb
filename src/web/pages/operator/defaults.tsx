/** What a new line starts with. Lines that exist keep what they have. */
import { Button, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate } from "react-router";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import type { LineDefaults } from "../../api/shapes.ts";
import { useWorkspace } from "../../shell/workspace.tsx";
import { Card, PageFrame } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { common } from "../../words/en/common.ts";
import { operator } from "../../words/en/operator.ts";
import { fieldWords } from "../../words/said.ts";
import editor from "../editor/editor.module.css";
import { messageProblem } from "../editor/form.ts";
import { MessageField } from "../editor/message-field.tsx";
import { MoreSettings } from "../editor/more-settings.tsx";
import { RingTimeout } from "../editor/ring-timeout.tsx";
import classes from "./businesses.module.css";

const DEFAULTS_KEY = ["line-defaults"] as const;

export default function Defaults() {
  const { session } = useWorkspace();
  const defaults = useQuery({
    queryKey: DEFAULTS_KEY,
    queryFn: ({ signal }) => api.lineDefaults(signal),
    enabled: session.role === "operator",
  });
  if (session.role !== "operator") return <Navigate to="/inbox" replace />;
  return (
    <PageFrame
      title={operator("startWith")}
      about={operator("defaults.about")}
      actions={
        <Button component={Link} to="/businesses" variant="default">
          {operator("defaults.back")}
        </Button>
      }
    >
      {defaults.data === undefined ? <Waiting query={defaults} /> : <Form saved={defaults.data} />}
    </PageFrame>
  );
}

function Form({ saved }: { saved: LineDefaults }) {
  const client = useQueryClient();
  const [values, setValues] = useState(saved);
  const set = (change: Partial<LineDefaults>) => setValues({ ...values, ...change });
  const wrongMessage = messageProblem(values.message);
  // Hours are a business's own, and so is a text that goes with them.
  const { enabled, ringTimeoutSeconds, message, hours, afterHoursMessage, ringAfterHours, ...more } = values;
  const changes = Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(saved[name as keyof LineDefaults]),
    ),
  );
  const save = useMutation({
    mutationFn: () => api.putLineDefaults(changes),
    onSuccess: (after) => {
      client.setQueryData(DEFAULTS_KEY, after);
      setValues(after);
      notifications.show({ message: operator("defaults.saved") });
    },
  });
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const errors = Object.fromEntries(fields.map((each) => [each.field, fieldWords(each)]));
  return (
    <>
      <Card>
        <div className={editor.fields}>
          <Switch
            label={operator("defaults.enabled")}
            checked={enabled}
            onChange={(event) => set({ enabled: event.currentTarget.checked })}
          />
          <RingTimeout
            value={ringTimeoutSeconds}
            onChange={(seconds) => set({ ringTimeoutSeconds: seconds })}
          />
          <MessageField value={message} onChange={(words) => set({ message: words })} error={wrongMessage} />
        </div>
      </Card>
      <MoreSettings values={more} errors={errors} onChange={set} />
      {save.isError && (
        <p role="alert" className={editor.error}>
          {wordsOf(save.error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button
          loading={save.isPending}
          disabled={Object.keys(changes).length === 0 || wrongMessage !== null}
          onClick={() => save.mutate()}
        >
          {common("save")}
        </Button>
      </div>
    </>
  );
}
