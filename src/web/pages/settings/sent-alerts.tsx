import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { aboutWords, alertStateWords, channelWords } from "../../words/alert.ts";
import { phoneWords } from "../../words/phone.ts";
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
    <Card title="What was sent" flush>
      {list.data === undefined ? (
        <Waiting query={list} />
      ) : sent.length === 0 ? (
        <Empty icon="bell" title="Nothing yet">
          Each alert appears here, with how far it got.
        </Empty>
      ) : (
        <ul className={classes.list}>
          {sent.map(({ id: key, about, channel, phone, state, problem, occurredAt }) => {
            const { label, tone } = alertStateWords(state);
            return (
              <li key={key} className={classes.row}>
                <div className={classes.words}>
                  <p>
                    {aboutWords[about]}{" "}
                    {phone !== null && (
                      <Link to={`/inbox/${encodeURIComponent(phone)}`}>{phoneWords(phone, country)}</Link>
                    )}
                    <span className={classes.tag} data-tone={tone}>
                      {label}
                    </span>
                  </p>
                  <p className={classes.soft}>
                    {momentWords(new Date(occurredAt), timeZone)} · {channelWords[channel]}
                    {problem !== null && ` · ${problem}`}
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
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}
