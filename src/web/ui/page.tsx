/** A page with its heading, in one readable column. */
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./page.module.css";

export function PageFrame({
  title,
  about,
  actions,
  wide,
  children,
}: {
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  useDocumentTitle(`${title} · textback`);
  return (
    <div className={`${classes.page} ${wide ? classes.wide : ""}`}>
      <header className={classes.header}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}</h1>
          {about && <p className={classes.about}>{about}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Card({
  title,
  about,
  children,
  flush,
}: {
  title?: ReactNode;
  about?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={`${classes.card} ${flush ? classes.flush : ""}`}>
      {title && (
        <div className={classes.cardHead}>
          <h2 className={classes.cardTitle}>{title}</h2>
          {about && <p className={classes.cardAbout}>{about}</p>}
        </div>
      )}
      {children}
    </section>
  );
}

export function Note({
  tone,
  title,
  children,
  action,
}: {
  tone: "wait" | "bad" | "good";
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.note} data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <div className={classes.noteWords}>
        <p className={classes.noteTitle}>{title}</p>
        {children && <div className={classes.noteBody}>{children}</div>}
      </div>
      {action}
    </div>
  );
}

export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd>{value}</dd>
      {note && <dd className={classes.figureNote}>{note}</dd>}
    </div>
  );
}

export const Figures = ({ children }: { children: ReactNode }) => (
  <dl className={classes.figures}>{children}</dl>
);
