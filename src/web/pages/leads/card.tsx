/** One lead on the board. */
import { memo } from "react";
import type { Lead } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { leads } from "../../words/en/leads.ts";
import { activityWords, ageWords } from "../../words/lead.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords, shortWhen } from "../../words/time.ts";
import classes from "./card.module.css";

/** Its words alone: the same on the board and under the pointer that carries it. */
export const CardWords = memo(function CardWords({ lead }: { lead: Lead }) {
  const { timeZone, country } = useBusiness();
  const number = phoneWords(lead.phone, country);
  const now = new Date();
  const createdAt = new Date(lead.createdAt);
  return (
    <>
      <span className={classes.top}>
        <span className={classes.name}>{lead.name ?? number}</span>
        <span className={classes.age} title={leads("since", { moment: momentWords(createdAt, timeZone) })}>
          {ageWords(createdAt, timeZone, now)}
        </span>
      </span>
      <span className={classes.number}>{lead.name === null ? leads("noName") : number}</span>
      <span className={classes.bottom}>
        <span className={classes.last}>
          {lead.lastActivity === null ? (
            leads("noCall")
          ) : (
            <>
              {activityWords(lead.lastActivity)},{" "}
              <time
                dateTime={lead.lastActivity.at}
                title={momentWords(new Date(lead.lastActivity.at), timeZone)}
              >
                {shortWhen(new Date(lead.lastActivity.at), timeZone, now)}
              </time>
            </>
          )}
        </span>
        {lead.waiting && (
          <span className={classes.dot}>
            <span className={classes.hidden}>{leads("filter.waiting")}</span>
          </span>
        )}
      </span>
    </>
  );
});
