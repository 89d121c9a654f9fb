/** Trying a line out at any time. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { linesQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, PageFrame } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { common } from "../../words/en/common.ts";
import { editor } from "../../words/en/editor.ts";
import { liveTest } from "../../words/en/live-test.ts";
import { phoneWords } from "../../words/phone.ts";
import { Preview } from "../editor/preview.tsx";
import classes from "./live-test.module.css";
import { LiveTest } from "./live-test.tsx";

export default function TestPage() {
  const { id, country } = useBusiness();
  const lines = useQuery(linesQuery(id));
  const [search, setSearch] = useSearchParams();
  const line = lines.data?.find(({ number }) => number === search.get("line")) ?? lines.data?.[0];
  return (
    <PageFrame
      wide
      title={liveTest("title")}
      about={liveTest("about")}
      actions={
        lines.data !== undefined && lines.data.length > 1 && line !== undefined ? (
          <NativeSelect
            aria-label={common("line")}
            data={lines.data.map(({ number }) => ({ value: number, label: phoneWords(number, country) }))}
            value={line.number}
            onChange={(event) => setSearch({ line: event.currentTarget.value }, { replace: true })}
          />
        ) : undefined
      }
    >
      {lines.data === undefined ? (
        <Waiting query={lines} />
      ) : line === undefined ? (
        <Empty
          icon="phone"
          title={editor("noLine")}
          action={
            <Button component={Link} to="/welcome">
              {editor("setUp")}
            </Button>
          }
        >
          {editor("noLineWords")}
        </Empty>
      ) : (
        <div className={classes.columns}>
          <Card>
            <LiveTest line={line} key={line.number} />
          </Card>
          <Preview message={line.message} line={line.number} onlyPhone />
        </div>
      )}
    </PageFrame>
  );
}
