import { Accordion, Flex, List, StatusTag, Text } from "@hubspot/ui-extensions";
import type { Card } from "./service.ts";

/** What we did about the latest missed call, and why. */
export function Receipt({ receipt }: { receipt: NonNullable<Card["receipt"]> }) {
  const isTexted = receipt.decision === "text";
  return (
    <Flex direction="column" gap="extra-small">
      <StatusTag variant={isTexted ? "success" : "warning"}>
        {isTexted ? "Missed call, texted back" : "Missed call, not texted"}
      </StatusTag>
      <Text>{receipt.summary}</Text>
      <Accordion title="Why" size="extra-small">
        <List variant="unordered-styled">
          {receipt.checks.map(({ passed, detail }) => (
            <Text key={detail} variant="microcopy">
              {passed ? detail : `Stopped here: ${detail}`}
            </Text>
          ))}
        </List>
      </Accordion>
    </Flex>
  );
}
