/** What a page shows while it has nothing to show: loading, trouble, emptiness. */
import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/client.ts";
import { common } from "../words/en/common.ts";
import { problemWords } from "../words/said.ts";
import { Icon, type IconName } from "./icons.tsx";
import classes from "./states.module.css";

const box = (whole: boolean | undefined) => `${classes.box} ${whole ? classes.whole : ""}`;

export function Loading({ whole }: { whole?: boolean }) {
  return (
    <div className={box(whole)} role="status">
      <Loader size="sm" />
      <span className={classes.hidden}>{common("loading")}</span>
    </div>
  );
}

export const wordsOf = (error: unknown): string =>
  error instanceof ApiProblem ? problemWords(error) : common("stumbled");

export function Trouble({ error, retry, whole }: { error: unknown; retry?: () => void; whole?: boolean }) {
  const offline = error instanceof ApiProblem && error.code === "offline";
  return (
    <div className={box(whole)} role="alert">
      <span className={classes.picture} data-tone="bad">
        <Icon name="alert" size={26} />
      </span>
      <p className={classes.title}>{offline ? common("noConnection") : common("didNotWork")}</p>
      <p className={classes.words}>{wordsOf(error)}</p>
      {retry && (
        <Button variant="default" onClick={retry} leftSection={<Icon name="refresh" size={18} />}>
          {common("tryAgain")}
        </Button>
      )}
    </div>
  );
}

export function Empty({
  icon,
  title,
  children,
  action,
  heading: Heading = "p",
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** The page's own heading, when there is nothing else on it. */
  heading?: "p" | "h1";
}) {
  return (
    <div className={classes.box}>
      <span className={classes.picture}>
        <Icon name={icon} size={26} />
      </span>
      <Heading className={classes.title}>{title}</Heading>
      {children && <p className={classes.words}>{children}</p>}
      {action}
    </div>
  );
}
