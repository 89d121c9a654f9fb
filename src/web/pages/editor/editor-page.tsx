/** Which line's text-back is edited. Most businesses have one. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { linesQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { editor } from "../../words/en/editor.ts";
import { phoneWords } from "../../words/phone.ts";
import { Editor } from "./editor.tsx";

export default function EditorPage() {
  const { id, country } = useBusiness();
  const { data: lines, error, refetch } = useQuery(linesQuery(id));
  const [chosen, setChosen] = useState<string | null>(null);
  const line = lines?.find(({ number }) => number === chosen) ?? lines?.[0];
  return (
    <PageFrame
      wide
      title={editor("title")}
      about={editor("about")}
      actions={
        line === undefined ? undefined : (
          <>
            {lines !== undefined && lines.length > 1 && (
              <NativeSelect
                aria-label={common("line")}
                data={lines.map(({ number }) => ({ value: number, label: phoneWords(number, country) }))}
                value={line.number}
                onChange={(event) => setChosen(event.currentTarget.value)}
              />
            )}
            <Button
              component={Link}
              to={`/test?line=${encodeURIComponent(line.number)}`}
              variant="default"
              leftSection={<Icon name="phone" size={18} />}
            >
              {editor("tryIt")}
            </Button>
          </>
        )
      }
    >
      {lines === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Trouble error={error} retry={() => void refetch()} />
        )
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
        <Editor line={line} key={line.number} />
      )}
    </PageFrame>
  );
}
