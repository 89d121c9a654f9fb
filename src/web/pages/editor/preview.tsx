/** The text as it will stand on the caller's phone. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { CREDITS_PER_TEXT } from "../../../domain/credits.ts";
import { parseTemplate, renderTemplate } from "../../../domain/template.ts";
import { conversationsQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { editor } from "../../words/en/editor.ts";
import { phoneWords } from "../../words/phone.ts";
import { longestCaller } from "../../words/sample-caller.ts";
import { textFacts } from "../../words/text-facts.ts";
import classes from "./preview.module.css";

/** @param props.onlyPhone without what it costs */
export function Preview({
  message,
  line,
  onlyPhone = false,
}: {
  message: string;
  line: string;
  onlyPhone?: boolean;
}) {
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
        aria-label={text === null ? editor("preview.none") : editor("preview.on", { text })}
      >
        <div className={classes.phoneHead}>{phoneWords(line, business.country)}</div>
        <div className={classes.screen}>
          <p className={classes.missed}>{editor("preview.ended")}</p>
          <p className={classes.bubble} data-empty={text === null || undefined}>
            {text ?? editor("preview.incomplete")}
          </p>
        </div>
      </div>
      {!onlyPhone && (
        <>
          <dl className={classes.facts}>
            <div>
              <dt>{editor("preview.credits")}</dt>
              <dd>{CREDITS_PER_TEXT}</dd>
            </div>
            <div>
              <dt>{editor("preview.segments")}</dt>
              <dd data-tone={facts !== null && facts.segments > 1 ? "wait" : undefined}>
                {facts?.segments ?? "–"}
              </dd>
            </div>
            <div>
              <dt>{editor("preview.characters")}</dt>
              <dd>{facts?.characters ?? "–"}</dd>
            </div>
            <div>
              <dt>{editor("preview.encoding")}</dt>
              <dd>{facts?.encoding ?? "–"}</dd>
            </div>
          </dl>
          <p className={classes.note}>
            {personal
              ? caller.invented
                ? editor("preview.longName")
                : editor("preview.longestName")
              : editor("preview.sameWords")}{" "}
            {facts !== null && facts.segments > 1
              ? editor("preview.pieces", { count: facts.segments })
              : editor("preview.oneCredit")}
          </p>
        </>
      )}
    </div>
  );
}
