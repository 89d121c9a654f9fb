import { Alert, Flex, LoadingButton, Text } from "@hubspot/ui-extensions";
import { useRef, useState } from "react";
import { newKey, ServiceProblem, startCall } from "./service.ts";

interface Props {
  readonly contactId: number;
  readonly line: string;
  readonly to: string;
}

/** Rings our user's own phone, then the contact. */
export function CallButton({ contactId, line, to }: Props) {
  const [isCalling, setCalling] = useState(false);
  const [ringing, setRinging] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const key = useRef(newKey());

  async function call(): Promise<void> {
    if (isCalling) return;
    setCalling(true);
    setRinging(null);
    try {
      const { ownerPhone } = await startCall(contactId, { key: key.current, line, to });
      key.current = newKey();
      setRinging(ownerPhone);
      setProblem(null);
    } catch (error) {
      if (!(error instanceof ServiceProblem)) throw error;
      setProblem(error.message);
    } finally {
      setCalling(false);
    }
  }

  return (
    <Flex direction="column" gap="small">
      <LoadingButton variant="secondary" loading={isCalling} onClick={() => void call()}>
        {`Call ${to}`}
      </LoadingButton>
      {ringing !== null && (
        <Text variant="microcopy">{`Your phone ${ringing} rings now. Pick up and press a key to be connected.`}</Text>
      )}
      {problem !== null && (
        <Alert title="The call was not started" variant="error">
          {problem}
        </Alert>
      )}
    </Flex>
  );
}
