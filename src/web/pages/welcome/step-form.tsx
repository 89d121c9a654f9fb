/** The frame of one step: a question, its answer, and the way on. */
import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Card } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import classes from "./welcome.module.css";

interface Props {
  readonly title: string;
  readonly about: ReactNode;
  readonly back: (() => void) | null;
  /** Left out when the step has its own way on. */
  readonly onSubmit?: () => void;
  readonly saving?: boolean;
  readonly ready?: boolean;
  readonly error?: unknown;
  /** Beside the way back. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function StepForm({
  title,
  about,
  back,
  onSubmit,
  saving = false,
  ready = true,
  error,
  actions,
  children,
}: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onSubmit?.();
  };
  const foot = (
    <div className={classes.foot}>
      {back !== null && (
        <Button variant="default" onClick={back}>
          {common("back")}
        </Button>
      )}
      {actions}
      {onSubmit !== undefined && (
        <Button type="submit" loading={saving} disabled={!ready}>
          {common("next")}
        </Button>
      )}
    </div>
  );
  const trouble = error !== null && error !== undefined && (
    <p role="alert" className={classes.error}>
      {wordsOf(error)}
    </p>
  );
  return (
    <Card title={title} about={about}>
      {onSubmit === undefined ? (
        <div className={classes.fields}>
          {children}
          {foot}
        </div>
      ) : (
        <form className={classes.fields} onSubmit={submit} noValidate>
          {children}
          {trouble}
          {foot}
        </form>
      )}
    </Card>
  );
}
