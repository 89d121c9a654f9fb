/** A message that the caller left. Its link lives for an hour, and a page stays open for longer. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys } from "../../api/queries.ts";
import type { Call } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { common } from "../../words/en/common.ts";
import { inbox } from "../../words/en/inbox.ts";
import { lengthWords } from "../../words/time.ts";
import classes from "./timeline.module.css";

type Left = Call["recordings"][number];

export function Recording({ recording, phone }: { recording: Left; phone: string | null }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const [failed, setFailed] = useState(false);
  const { url, durationSeconds } = recording;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a fresh link is another try
  useEffect(() => setFailed(false), [url]);
  if (failed)
    return (
      <p className={classes.soft} role="alert">
        {inbox("message.failed")}{" "}
        <Button
          variant="default"
          onClick={() => void client.invalidateQueries({ queryKey: keys.timeline(id, phone ?? "") })}
        >
          {common("tryAgain")}
        </Button>
      </p>
    );
  return (
    <figure className={classes.recording}>
      <figcaption className={classes.soft}>
        {durationSeconds === null
          ? inbox("message.left")
          : inbox("message.leftLong", { length: lengthWords(durationSeconds) })}
      </figcaption>
      {/* biome-ignore lint/a11y/useMediaCaption: a caller's message has none */}
      <audio controls preload="none" src={url} onError={() => setFailed(true)} />
    </figure>
  );
}
