import { Alert, Flex, Form, LoadingButton, Text, TextArea } from "@hubspot/ui-extensions";
import { useRef, useState } from "react";
import { MAX_CHARACTERS, segmentWords } from "./segments.ts";
import { newKey, ServiceProblem, sendText } from "./service.ts";

interface Props {
  readonly contactId: number;
  readonly line: string;
  readonly to: string;
  /** Run when a text is on its way. */
  readonly sent: () => Promise<void>;
}

/** The card's one primary button. What it costs stands below while it is written. */
export function Reply({ contactId, line, to, sent }: Props) {
  const [body, setBody] = useState("");
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // One key per text, kept over failed attempts: trying again after a lost answer never sends it twice.
  const wish = useRef({ key: newKey(), body: "" });

  async function send(): Promise<void> {
    const text = body.trim();
    if (text === "" || isSending) return;
    if (wish.current.body !== text) wish.current = { key: newKey(), body: text };
    setSending(true);
    try {
      await sendText(contactId, { key: wish.current.key, line, to, body: text });
      wish.current = { key: newKey(), body: "" };
      setBody("");
      setProblem(null);
      await sent();
    } catch (error) {
      if (!(error instanceof ServiceProblem)) throw error;
      setProblem(error.message);
    } finally {
      setSending(false);
    }
  }

  return (
    <Form onSubmit={() => void send()} preventDefault>
      <Flex direction="column" gap="small">
        <TextArea
          name="reply"
          label="Reply by text"
          value={body}
          rows={3}
          resize="vertical"
          maxLength={MAX_CHARACTERS}
          onInput={setBody}
          onChange={setBody}
        />
        <Text variant="microcopy">{segmentWords(body)}</Text>
        {problem !== null && (
          <Alert title="The text was not sent" variant="error">
            {problem}
          </Alert>
        )}
        <LoadingButton type="submit" variant="primary" loading={isSending} disabled={body.trim() === ""}>
          Send text
        </LoadingButton>
      </Flex>
    </Form>
  );
}
