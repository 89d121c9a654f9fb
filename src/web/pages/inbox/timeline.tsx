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
import { clockWords, dayOf, dayWords } from "../../words/time.ts";
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
        <Empty icon="message" title="Nothing yet">
          Calls and texts with this number will stand here.
        </Empty>
      </div>
    );
  return (
    // Drawn from its end, so that it opens at the newest and stays there while more comes in.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <div className={classes.scroller} tabIndex={0} role="log" aria-label="Timeline">
      <div className={classes.inner}>
        {timeline.cut && (
          <p className={classes.cut}>This timeline is long; its newest part is left out here.</p>
        )}
        {timeline.items.length > shown && (
          <Button variant="default" mx="auto" display="block" mb="md" onClick={() => setShown(shown + SHOWN)}>
            Show earlier
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
        </p>
        {detail && <p className={classes.soft}>{detail}</p>}
        {call.answeredBy !== null && call.answeredBy.verdict !== "human" && (
          <p className={classes.soft}>{call.answeredBy.why}</p>
        )}
        {call.receipt && <Receipt receipt={call.receipt} />}
        {call.recordings.map(({ id, url }) => (
          // biome-ignore lint/a11y/useMediaCaption: a caller's message has none
          <audio key={id} controls preload="none" src={url} className={classes.recording} />
        ))}
      </div>
    </div>
  );
}

type Decision = NonNullable<Extract<TimelineItem, { type: "call" }>["receipt"]>;

/** The checks that led to the text, or to none. Open at once when none was sent: that is what the owner asks. */
function Receipt({ receipt }: { receipt: Decision }) {
  const sent = receipt.decision === "text";
  const waits = receipt.waitsUntil !== undefined;
  return (
    <>
      {(!sent || waits) && <p className={classes.soft}>{receipt.summary}</p>}
      <details className={classes.receipt}>
        <summary>
          {waits ? "Why does the text wait?" : sent ? "Texted back" : "Why was no text sent?"}
        </summary>
        <ol className={classes.checks}>
          {receipt.checks.map(({ check, passed, detail }) => (
            <li key={check} data-passed={passed}>
              <Icon name={passed ? "check" : "cross"} size={16} />
              <span>
                <span className={classes.hidden}>{passed ? "Passed: " : "Not passed: "}</span>
                {detail}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

function TextItem({ text }: { text: Extract<TimelineItem, { type: "text" }> }) {
  const { label, tone, detail, whatToDo } = deliveryWords(text);
  const out = text.direction === "out";
  return (
    <div className={classes.text} data-out={out || undefined}>
      <p className={classes.bubble}>
        <span className={classes.hidden}>{out ? "You wrote: " : "They wrote: "}</span>
        {text.bodyErasedAt === null ? text.body : "These words were erased, as your settings ask."}
      </p>
      {text.media.map(({ url, contentType }) => (
        <a key={url} href={url} target="_blank" rel="noreferrer" className={classes.media}>
          {contentType.startsWith("image/") ? (
            <img src={url} alt="Sent by them" loading="lazy" />
          ) : (
            "Open the attachment"
          )}
        </a>
      ))}
      <p className={classes.state}>
        <When at={text.occurredAt} />
        {out && text.purpose === "text_back" && <span>Text-back</span>}
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
    </div>
  );
}
