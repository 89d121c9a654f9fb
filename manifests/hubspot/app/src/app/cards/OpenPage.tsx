/** The whole conversation, in a window of HubSpot's: whoever opens it is signed in there. */
import { Alert, Flex, Link, LoadingButton, useExtensionActions } from "@hubspot/ui-extensions";
import { useState } from "react";
import { openPage, ServiceProblem } from "./service.ts";

const WIDTH_PX = 1_100;
const HEIGHT_PX = 760;

interface Props {
  readonly contactId: number;
  /** The same, outside HubSpot. */
  readonly pageUrl: string;
}

export function OpenPage({ contactId, pageUrl }: Props) {
  const { openIframeModal } = useExtensionActions<"crm.record.tab">();
  const [isOpening, setOpening] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function open(): Promise<void> {
    if (isOpening) return;
    setOpening(true);
    try {
      // Its token lives for minutes and opens once: it is made when it is wanted.
      const { url } = await openPage(contactId);
      setProblem(null);
      openIframeModal({ uri: url, title: "textback", width: WIDTH_PX, height: HEIGHT_PX });
    } catch (error) {
      if (!(error instanceof ServiceProblem)) throw error;
      setProblem(error.message);
    } finally {
      setOpening(false);
    }
  }

  return (
    <Flex direction="column" gap="small">
      <LoadingButton variant="secondary" loading={isOpening} onClick={() => void open()}>
        Open in textback
      </LoadingButton>
      {problem !== null && (
        <Alert title="The page was not opened here" variant="warning">
          {problem} <Link href={{ url: pageUrl, external: true }}>Open it in a tab</Link>
        </Alert>
      )}
    </Flex>
  );
}
