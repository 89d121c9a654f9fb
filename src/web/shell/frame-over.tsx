import { Button } from "@mantine/core";
import { frameOf } from "../api/frame.ts";
import { Empty } from "../ui/states.tsx";
import { connectorName } from "../words/connection.ts";
import { shell } from "../words/en/shell.ts";

/**
 * In a frame nobody signs in: whoever the CRM lets in opens the page anew there. Should a CRM's window lose what stands
 * behind the address, that would not help either: a tab has a sign-in of its own.
 */
export function FrameOver() {
  const crm = connectorName(frameOf() ?? "");
  return (
    <main>
      <Empty
        heading="h1"
        icon="refresh"
        title={shell("frameOver.title", { crm })}
        action={
          <Button
            component="a"
            variant="default"
            href={new URL(".", document.baseURI).pathname}
            target="_blank"
            rel="noopener"
          >
            {shell("frameOver.inTab")}
          </Button>
        }
      >
        {shell("frameOver.words", { crm })}
      </Empty>
    </main>
  );
}
