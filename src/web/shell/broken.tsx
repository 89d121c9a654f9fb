import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { Empty } from "../ui/states.tsx";

/** A page that could not be fetched (a newer version is out, or the network is gone) or that failed while drawing. */
export function Broken() {
  const error = useRouteError();
  const missing = error instanceof TypeError && /import|module/i.test(error.message);
  return (
    <main>
      <Empty
        heading="h1"
        icon="alert"
        title={missing ? "There is a newer version of this page" : "This page stumbled"}
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        {missing
          ? "Or the connection is gone. Reloading brings the newest."
          : "Nothing is lost: calls are answered and texts are sent without this page."}
      </Empty>
    </main>
  );
}
