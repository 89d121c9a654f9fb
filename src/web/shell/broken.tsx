import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { Empty } from "../ui/states.tsx";
import { shell } from "../words/en/shell.ts";

/** A page that could not be fetched (a newer version is out, or the network is gone) or that failed while drawing. */
export function Broken() {
  const error = useRouteError();
  const missing = error instanceof TypeError && /import|module/i.test(error.message);
  return (
    <main>
      <Empty
        heading="h1"
        icon="alert"
        title={shell(missing ? "broken.newer" : "broken.stumbled")}
        action={<Button onClick={() => location.reload()}>{shell("broken.reload")}</Button>}
      >
        {shell(missing ? "broken.newerWords" : "broken.stumbledWords")}
      </Empty>
    </main>
  );
}
