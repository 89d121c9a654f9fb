/** The four settings that make the product, with what they do shown at once; the rest is folded away below. */
import { Button, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useBlocker } from "react-router";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys, lineQuery } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { Card, Note } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { backTestShort } from "../../words/back-test.ts";
import { common } from "../../words/en/common.ts";
import { editor } from "../../words/en/editor.ts";
import { phoneWords } from "../../words/phone.ts";
import { fieldWords, textingWords } from "../../words/said.ts";
import { BackTestCard, useBackTest } from "./back-test.tsx";
import classes from "./editor.module.css";
import { changesOf, type EditorValues, validate, valuesOf } from "./form.ts";
import { MessageField } from "./message-field.tsx";
import { MoreSettings } from "./more-settings.tsx";
import { Preview } from "./preview.tsx";
import { RingTimeout } from "./ring-timeout.tsx";

export function Editor({ line }: { line: Line }) {
  const business = useBusiness();
  const client = useQueryClient();
  const form = useForm<EditorValues>({
    initialValues: valuesOf(line, business.country),
    validate: validate(business.country),
    validateInputOnBlur: true,
  });
  const { values, errors } = form;
  // What is learned from past calls comes later, or not at all: the advice is general until then.
  const { data: detail } = useQuery(lineQuery(business.id, line.number));
  const changes = changesOf(line, values, business.country);
  const changed = Object.keys(changes).length > 0;
  const backTest = useBackTest(line.number, changes);

  // What somebody else saved meanwhile appears, as long as nothing is typed here.
  const { setValues, resetDirty } = form;
  const untouched = !form.isDirty();
  useEffect(() => {
    if (untouched) {
      setValues(valuesOf(line, business.country));
      resetDirty(valuesOf(line, business.country));
    }
  }, [line, business.country, untouched, setValues, resetDirty]);

  const save = useMutation({
    mutationFn: () => api.putLine(business.id, line.number, changes),
    onSuccess: (saved) => {
      client.setQueryData<readonly Line[]>(keys.lines(business.id), (lines) =>
        lines?.map((each) => (each.number === saved.number ? { ...each, ...saved } : each)),
      );
      form.setValues(valuesOf({ ...line, ...saved }, business.country));
      form.resetDirty(valuesOf({ ...line, ...saved }, business.country));
      notifications.show({ message: editor("saved") });
    },
    onError: (error) => {
      if (error instanceof ApiProblem)
        form.setErrors(Object.fromEntries(error.fields.map((each) => [each.field, fieldWords(each)])));
    },
  });
  const texting = textingWords(line);
  const wentFrom = useRef<Element | null>(null);
  const leave = useBlocker(() => {
    wentFrom.current = document.activeElement;
    return changed && !save.isPending;
  });
  const stay = () => {
    leave.reset?.();
    if (wentFrom.current instanceof HTMLElement) wentFrom.current.focus();
  };

  return (
    <form className={classes.columns} onSubmit={form.onSubmit(() => save.mutate())} noValidate>
      <div>
        {!line.enabled && (
          <Note tone="wait" title={editor("off")}>
            {editor("offWords")}
          </Note>
        )}
        {line.texting.status !== "ready" && (
          <Note tone={line.texting.status === "blocked" ? "bad" : "wait"} title={texting.headline}>
            {texting.whatToDo}
          </Note>
        )}
        <Card>
          <div className={classes.fields}>
            <Switch
              label={editor("enabled.label")}
              description={editor("enabled.about", { number: phoneWords(line.number, business.country) })}
              checked={values.enabled}
              onChange={(event) => form.setFieldValue("enabled", event.currentTarget.checked)}
            />
            <TextInput
              label={editor("forwardTo.label")}
              description={editor("forwardTo.about")}
              placeholder="(512) 555-0142"
              inputMode="tel"
              autoComplete="off"
              {...form.getInputProps("forwardTo")}
            />
            <RingTimeout
              voicemailStartSeconds={detail?.voicemailStartSeconds ?? null}
              value={values.ringTimeoutSeconds}
              onChange={(seconds) => form.setFieldValue("ringTimeoutSeconds", seconds)}
              error={errors.ringTimeoutSeconds}
            />
            <MessageField
              value={values.message}
              onChange={(message) => form.setFieldValue("message", message)}
              onBlur={() => form.validateField("message")}
              error={errors.message}
            />
          </div>
        </Card>
        <BackTestCard test={backTest} />
        <MoreSettings
          values={values.more}
          errors={errors}
          onChange={(more) => form.setFieldValue("more", { ...values.more, ...more })}
        />
      </div>
      <aside className={classes.aside}>
        <Preview message={values.message} line={line.number} />
      </aside>
      <div
        className={classes.bar}
        data-shown={changed || undefined}
        inert={!changed}
        {...(leave.state === "blocked" ? onEscape(stay) : {})}
      >
        <p role="status" className={classes.barWords} data-tone={save.isError ? "bad" : undefined}>
          {save.isError
            ? wordsOf(save.error)
            : leave.state === "blocked"
              ? editor("leaveUnsaved")
              : changed
                ? [
                    editor("notSaved"),
                    ...(backTest.first === null ? [] : [backTestShort(backTest.first)]),
                  ].join(" · ")
                : ""}
        </p>
        {leave.state === "blocked" ? (
          <>
            <Button variant="default" onClick={leave.proceed}>
              {editor("leave")}
            </Button>
            <Button key="stay" autoFocus onClick={stay}>
              {editor("stay")}
            </Button>
          </>
        ) : (
          <>
            <Button variant="default" onClick={() => form.reset()}>
              {editor("undo")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {common("save")}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
