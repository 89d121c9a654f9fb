/** How many SMS a text is: counted as the service counts it, while it is typed. */
import { SegmentedMessage } from "sms-segments-calculator";

export const MAX_CHARACTERS = 1_600;

export function segmentWords(body: string): string {
  const text = body.trim();
  if (text === "") return "One credit for each text.";
  const { segmentsCount, encodingName } = new SegmentedMessage(text);
  const unusual = encodingName === "UCS-2" ? ", because of a character that makes texts shorter" : "";
  return segmentsCount === 1
    ? "1 segment. Costs one credit."
    : `${segmentsCount} segments${unusual}. Costs one credit.`;
}
