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
      title="Missed-call text-back"
      about="When nobody picks up, the caller gets this text from your own number within seconds."
      actions={
        line === undefined ? undefined : (
          <>
            {lines !== undefined && lines.length > 1 && (
              <NativeSelect
                aria-label="Line"
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
              Try it out
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
          title="There is no line yet"
          action={
            <Button component={Link} to="/welcome">
              Set one up
            </Button>
          }
        >
          A line is the number that your customers call.
        </Empty>
      ) : (
        <Editor line={line} key={line.number} />
      )}
    </PageFrame>
  );
}
