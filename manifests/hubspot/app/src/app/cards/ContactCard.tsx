/** The conversation with a contact: what was said, what we did about the missed call, and how to answer. */
import {
  Alert,
  Button,
  type CrmContext,
  EmptyState,
  ErrorState,
  Flex,
  LoadingSpinner,
  Text,
} from "@hubspot/ui-extensions";
import { useCallback, useEffect, useState } from "react";
import { CallButton } from "./CallButton.tsx";
import { OpenPage } from "./OpenPage.tsx";
import { Receipt } from "./Receipt.tsx";
import { Reply } from "./Reply.tsx";
import { type Card, readCard, ServiceProblem } from "./service.ts";
import { Timeline } from "./Timeline.tsx";

interface Props {
  readonly context: CrmContext;
  /** How many calls and texts are shown. */
  readonly items: number;
}

export function ContactCard({ context, items }: Props) {
  const contactId = context.crm.objectId;
  const [card, setCard] = useState<Card | null>(null);
  const [problem, setProblem] = useState<ServiceProblem | null>(null);

  const load = useCallback(async () => {
    try {
      setCard(await readCard(contactId));
      setProblem(null);
    } catch (error) {
      if (!(error instanceof ServiceProblem)) throw error;
      setProblem(error);
    }
  }, [contactId]);
  useEffect(() => {
    void load();
  }, [load]);

  if (card === null && problem !== null) return <Unread problem={problem} again={() => void load()} />;
  if (card === null) return <LoadingSpinner label="Loading calls and texts" showLabel />;
  return (
    <Flex direction="column" gap="medium">
      {problem !== null && (
        <Alert title="This may be out of date" variant="warning">
          {problem.message}
        </Alert>
      )}
      {card.trouble !== null && (
        <Alert title="Something is missing" variant="warning">
          {card.trouble}
        </Alert>
      )}
      <Conversation
        card={card}
        contactId={contactId}
        timeZone={context.portal.timezone}
        items={items}
        load={load}
      />
      <Flex direction="row" justify="between" align="center" wrap>
        <Text variant="microcopy">
          {card.availableCredits === 1 ? "1 credit left" : `${card.availableCredits} credits left`}
        </Text>
        <OpenPage contactId={contactId} pageUrl={card.pageUrl} />
      </Flex>
    </Flex>
  );
}

function Unread({ problem, again }: { problem: ServiceProblem; again: () => void }) {
  return (
    <ErrorState title="Calls and texts are not shown">
      <Text>{problem.message}</Text>
      {problem.connectUrl === null ? (
        <Button variant="primary" onClick={again}>
          Try again
        </Button>
      ) : (
        <Button variant="primary" href={{ url: problem.connectUrl, external: true }}>
          Connect
        </Button>
      )}
    </ErrorState>
  );
}

interface ConversationProps {
  readonly card: Card;
  readonly contactId: number;
  readonly timeZone: string;
  readonly items: number;
  readonly load: () => Promise<void>;
}

function Conversation({ card, contactId, timeZone, items, load }: ConversationProps) {
  const { phone, line, whyNoText, whyNoCall } = card;
  if (phone === null)
    return (
      <EmptyState title="No phone number" layout="vertical" imageName="contacts">
        <Text>Calls and texts are shown once this contact has a phone number.</Text>
      </EmptyState>
    );
  return (
    <Flex direction="column" gap="medium">
      {card.receipt !== null && <Receipt receipt={card.receipt} />}
      <Timeline items={card.items.slice(0, items)} timeZone={timeZone} />
      {line !== null && whyNoText === null ? (
        <Reply contactId={contactId} line={line} to={phone} sent={load} />
      ) : (
        <Text variant="microcopy">{whyNoText}</Text>
      )}
      {line !== null && whyNoCall === null ? (
        <CallButton contactId={contactId} line={line} to={phone} />
      ) : (
        <Text variant="microcopy">{whyNoCall}</Text>
      )}
    </Flex>
  );
}
