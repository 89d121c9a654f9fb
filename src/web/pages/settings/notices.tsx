/** What the owner has to know or do: open matters first, and what has been settled. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import { keys, noticesQuery } from "../../api/queries.ts";
import type { Notice } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, PageFrame } from "../../ui/page.tsx";
import { Empty, wordsOf } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { common } from "../../words/en/common.ts";
import { settings } from "../../words/en/settings.ts";
import { noticePlace } from "../../words/notice.ts";
import { noticeWords } from "../../words/said.ts";
import { momentWords } from "../../words/time.ts";
import classes from "./settings.module.css";

export default function Notices() {
  const { id } = useBusiness();
  const list = useInfiniteQuery(noticesQuery(id));
  const all = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const open = all.filter(({ resolvedAt }) => resolvedAt === null);
  const settled = all.filter(({ resolvedAt }) => resolvedAt !== null);
  return (
    <PageFrame title={settings("notices.title")} about={settings("notices.about")}>
      {list.data === undefined ? (
        <Waiting query={list} />
      ) : (
        <>
          <Card flush>
            {open.length === 0 ? (
              <Empty icon="check" title={settings("notices.none")}>
                {settings("notices.noneWords")}
              </Empty>
            ) : (
              <Rows notices={open} />
            )}
          </Card>
          {settled.length > 0 && (
            <Card title={settings("notices.settled")} flush>
              <Rows notices={settled} />
            </Card>
          )}
          {list.hasNextPage && (
            <Button
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {common("showMore")}
            </Button>
          )}
        </>
      )}
    </PageFrame>
  );
}

const Rows = ({ notices }: { notices: readonly Notice[] }) => (
  <ul className={classes.list}>
    {notices.map((notice) => (
      <Row key={notice.id} notice={notice} />
    ))}
  </ul>
);

function Row({ notice }: { notice: Notice }) {
  const { id, country, timeZone } = useBusiness();
  const client = useQueryClient();
  const done = useMutation({
    mutationFn: () => api.settleNotice(id, notice.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.notices(id) }),
  });
  const open = notice.resolvedAt === null;
  const place = noticePlace(notice.subject);
  const { headline, whatToDo } = noticeWords(notice, country);
  const moment = momentWords(new Date(notice.resolvedAt ?? notice.lastAt), timeZone);
  return (
    <li className={classes.row}>
      <div className={`${classes.words} ${open ? "" : classes.settled}`}>
        <p>
          <strong>{headline}</strong>
        </p>
        {open && <p>{whatToDo}</p>}
        <p className={classes.soft}>
          {open ? moment : settings("notices.settledAt", { moment })}
          {notice.times > 1 && ` · ${settings("notices.times", { count: notice.times })}`}
        </p>
      </div>
      {open && (
        <div className={classes.actions}>
          {place !== null && (
            <Button component={Link} to={place.to} variant="light">
              {place.label}
            </Button>
          )}
          <Button variant="default" loading={done.isPending} onClick={() => done.mutate()}>
            {settings("notices.done")}
          </Button>
        </div>
      )}
      {done.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(done.error)}
        </p>
      )}
    </li>
  );
}
