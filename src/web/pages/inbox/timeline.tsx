/** All that one caller and the business had to do with each other, oldest first, with the reason for each text. */
import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Timeline as TimelineData } from "../../api/queries.ts";
import type { TimelineItem } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Empty } from "../../ui/states.tsx";
import { callWords } from "../../words/call.ts";
import { deliveryWords } from "../../words/delivery.ts";
import { timeline as words } from "../../words/en/timeline.ts";
import { saidInSpanish } from "../../words/said.ts";
import { clockWords, dayOf, dayWords } from "../../words/time.ts";
import { Receipt } from "./receipt.tsx";
import { Recording } from "./recording.tsx";
import { Standing } from "./standing.tsx";
import classes from "./timeline.module.css";

/** Drawn at first; earlier ones on request. */
const SHOWN = 150;

export function Timeline({ timeline }: { timeline: TimelineData }) {
  const { timeZone } = useBusiness();
  const [shown, setShown] = useState(SHOWN);
  const items = timeline.items.slice(-shown);
  const days = useMemo(
    () => [...Map.groupBy(items, ({ occurredAt }) => dayOf(new Date(occurredAt), timeZone))],
    [items, timeZone],
  );
  if (items.length === 0)
    return (
      <div className={classes.scroller}>
        <Empty icon="message" title={words("none")}>
          {words("noneWords")}
        </Empty>
      </div>
    );
  return (
    // Drawn from its end, so that it opens at the newest and stays there while more comes in.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <div className={classes.scroller} tabIndex={0} role="log" aria-label={words("label")}>
      <div className={classes.inner}>
        {timeline.cut && <p className={classes.cut}>{words("cut")}</p>}
        {timeline.items.length > shown && (
          <Button variant="default" mx="auto" display="block" mb="md" onClick={() => setShown(shown + SHOWN)}>
            {words("earlier")}
          </Button>
        )}
        {days.map(([day, ofDay]) => (
          <section key={day}>
            <h2 className={classes.day}>
              {dayWords(new Date(ofDay[0]?.occurredAt ?? day), timeZone, new Date())}
            </h2>
            <ol className={classes.items}>
              {ofDay.map((item) => (
                <li key={item.id}>
                  {item.type === "call" ? <CallItem call={item} /> : <TextItem text={item} />}
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </div>
  );
}

function When({ at }: { at: string }) {
  const { timeZone } = useBusiness();
  return (
    <time dateTime={at} className={classes.when}>
      {clockWords(new Date(at), timeZone)}
    </time>
  );
}

function CallItem({ call }: { call: Extract<TimelineItem, { type: "call" }> }) {
  const { title, detail, tone } = callWords(call);
  const icon = call.direction === "out" ? "outgoing" : call.outcome === "missed" ? "missed" : "incoming";
  return (
    <div className={classes.call}>
      <span className={classes.sign} data-tone={tone}>
        <Icon name={icon} size={19} />
      </span>
      <div className={classes.callWords}>
        <p className={classes.callTitle}>
          <strong>{title}</strong> <When at={call.occurredAt} />
          {call.test && <span className={classes.tag}>{words("liveTest")}</span>}
        </p>
        {detail && <p className={classes.soft}>{detail}</p>}
        {call.answeredBy !== null && call.answeredBy.verdict !== "human" && (
          <p className={classes.soft}>
            {saidInSpanish()?.answeredBy(call.answeredBy, call.outcome) ?? call.answeredBy.why}
          </p>
        )}
        {call.recoveredAt !== null && <p className={classes.won}>{words("won")}</p>}
        {call.recordings.map((recording) => (
          <Recording key={recording.id} recording={recording} phone={call.phone} />
        ))}
        <Receipt call={call} />
        <Standing item={call} />
      </div>
    </div>
  );
}

function TextItem({ text }: { text: Extract<TimelineItem, { type: "text" }> }) {
  const { label, tone, detail, whatToDo } = deliveryWords(text);
  const out = text.direction === "out";
  return (
    <div className={classes.text} data-out={out || undefined}>
      <p className={classes.bubble}>
        <span className={classes.hidden}>{out ? words("youWrote") : words("theyWrote")}</span>
        {text.bodyErasedAt === null ? text.body : words("erased")}
      </p>
      {text.media.map(({ url, contentType }) => (
        <Attachment key={url} url={url} contentType={contentType} />
      ))}
      <p className={classes.state}>
        <When at={text.occurredAt} />
        {out && text.purpose === "text_back" && <span>{words("textBack")}</span>}
        {text.purpose === "test" && <span>{words("liveTestFree")}</span>}
        {out && (
          <span className={classes.delivery} data-tone={tone}>
            <Icon
              name={
                tone === "good" ? "checks" : tone === "bad" ? "alert" : tone === "wait" ? "clock" : "check"
              }
              size={15}
            />
            {label}
          </span>
        )}
      </p>
      {out && detail && (
        <p className={classes.trouble} data-tone={tone}>
          {detail} {whatToDo}
        </p>
      )}
      <Standing item={text} />
    </div>
  );
}

/** What browsers can draw; of the rest, and of what does not load, there is the link. */
const DRAWN = /^image\/(png|jpe?g|gif|webp|bmp)$/;

function Attachment({ url, contentType }: { url: string; contentType: string }) {
  const [failed, setFailed] = useState(false);
  return (
    <a href={url} target="_blank" rel="noreferrer" className={classes.media}>
      {DRAWN.test(contentType) && !failed ? (
        <img src={url} alt={words("media")} loading="lazy" onError={() => setFailed(true)} />
      ) : (
        words("media")
      )}
    </a>
  );
}
