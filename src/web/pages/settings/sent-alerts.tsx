import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { alertStateWords } from "../../words/alert.ts";
import { alerts } from "../../words/en/alerts.ts";
import { common } from "../../words/en/common.ts";
import { phoneWords } from "../../words/phone.ts";
import { saidInSpanish } from "../../words/said.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./settings.module.css";

export function SentAlerts() {
  const { id, country, timeZone } = useBusiness();
  const list = useInfiniteQuery({
    queryKey: [...keys.alerts(id), "sent"],
    queryFn: ({ pageParam, signal }) => api.sentAlerts(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const sent = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card title={alerts("sent.title")} flush>
      {list.data === undefined ? (
        <Waiting query={list} />
      ) : sent.length === 0 ? (
        <Empty icon="bell" title={alerts("sent.none")}>
          {alerts("sent.noneWords")}
        </Empty>
      ) : (
        <ul className={classes.list}>
          {sent.map(({ id: key, about, channel, phone, state, problem, occurredAt }) => {
            const { label, tone } = alertStateWords(state);
            const told = {
              moment: momentWords(new Date(occurredAt), timeZone),
              channel: alerts(`channels.${channel}`),
            };
            return (
              <li key={key} className={classes.row}>
                <div className={classes.words}>
                  <p>
                    {alerts(`kinds.${about}`)}{" "}
                    {phone !== null && (
                      <Link to={`/inbox/${encodeURIComponent(phone)}`}>{phoneWords(phone, country)}</Link>
                    )}
                    <span className={classes.tag} data-tone={tone}>
                      {label}
                    </span>
                  </p>
                  <p className={classes.soft}>
                    {problem === null
                      ? alerts("sent.line", told)
                      : alerts("sent.lineWith", {
                          ...told,
                          problem: saidInSpanish()?.alertProblem(problem) ?? problem,
                        })}
                  </p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {list.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {common("showMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
