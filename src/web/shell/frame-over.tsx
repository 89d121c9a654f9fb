import { frameOf } from "../api/frame.ts";
import { Empty } from "../ui/states.tsx";
import { connectorName } from "../words/connection.ts";
import { shell } from "../words/en/shell.ts";

/** In a frame nobody signs in: whoever the CRM lets in opens the page anew there. */
export function FrameOver() {
  const crm = connectorName(frameOf() ?? "");
  return (
    <main>
      <Empty heading="h1" icon="refresh" title={shell("frameOver.title", { crm })}>
        {shell("frameOver.words", { crm })}
      </Empty>
    </main>
  );
}
