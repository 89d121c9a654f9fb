/** The text as it will stand on the caller's phone. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { CREDITS_PER_TEXT } from "../../../domain/credits.ts";
import { parseTemplate, renderTemplate } from "../../../domain/template.ts";
import { conversationsQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { phoneWords } from "../../words/phone.ts";
import { longestCaller } from "../../words/sample-caller.ts";
import { textFacts } from "../../words/text-facts.ts";
import classes from "./preview.module.css";

export function Preview({ message, line }: { message: string; line: string }) {
  const business = useBusiness();
  const { data } = useInfiniteQuery(conversationsQuery(business.id, "all", ""));
  const callers = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const caller = longestCaller(callers, message.includes("caller_name") ? "name" : "firstName");
  const parsed = parseTemplate(message);
  const plain = (phone: string) => phoneWords(phone, business.country).replaceAll("\u00A0", " ");
  const text = parsed.ok
    ? renderTemplate(parsed.template, {
        caller_name: caller.name,
        caller_first_name: caller.firstName,
        business_name: business.name,
        business_number: plain(line),
        caller_number: plain(caller.phone),
      })
    : null;
  const facts = text === null ? null : textFacts(text);
  const personal = /\{\{\s*caller_(first_)?name/.test(message);

  return (
    <div className={classes.preview}>
      <div
        className={classes.phone}
        role="img"
        aria-label={text === null ? "No preview" : `On the caller's phone: ${text}`}
      >
        <div className={classes.phoneHead}>{phoneWords(line, business.country)}</div>
        <div className={classes.screen}>
          <p className={classes.missed}>Call ended · just now</p>
          <p className={classes.bubble} data-empty={text === null || undefined}>
            {text ?? "The message is not complete yet."}
          </p>
        </div>
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>Credits</dt>
          <dd>{CREDITS_PER_TEXT}</dd>
        </div>
        <div>
          <dt>Segments</dt>
          <dd data-tone={facts !== null && facts.segments > 1 ? "wait" : undefined}>
            {facts?.segments ?? "–"}
          </dd>
        </div>
        <div>
          <dt>Characters</dt>
          <dd>{facts?.characters ?? "–"}</dd>
        </div>
        <div>
          <dt>Encoding</dt>
          <dd>{facts?.encoding ?? "–"}</dd>
        </div>
      </dl>
      <p className={classes.note}>
        {personal
          ? caller.invented
            ? "Shown with a long name, so that it fits everybody."
            : "Shown with the longest name among your callers, so that it fits everybody."
          : "Every caller gets the same words."}{" "}
        {facts !== null && facts.segments > 1
          ? `Carriers move it as ${facts.segments} pieces. It still costs you one credit, but shorter texts arrive more surely.`
          : "One credit, however long."}
      </p>
    </div>
  );
}
