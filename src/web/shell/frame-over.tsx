import { frameOf } from "../api/frame.ts";
import { Empty } from "../ui/states.tsx";
import { connectorName } from "../words/connection.ts";

/** In a frame nobody signs in: whoever the CRM lets in opens the page anew there. */
export function FrameOver() {
  const crm = connectorName(frameOf() ?? "");
  return (
    <main>
      <Empty heading="h1" icon="refresh" title={`Open this page again in ${crm}`}>
        For your safety it closes after twelve hours, and when {crm} is disconnected. Reload it there.
      </Empty>
    </main>
  );
}
