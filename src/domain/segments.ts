import { SegmentedMessage } from "sms-segments-calculator";

export interface SegmentCount {
  /** Billable pieces: 160/153 characters in GSM-7, 70/67 in UCS-2. */
  readonly segments: number;
  readonly encoding: "GSM-7" | "UCS-2";
}

export function countSegments(body: string): SegmentCount {
  const counted = new SegmentedMessage(body);
  return {
    segments: counted.segmentsCount,
    encoding: counted.getEncodingName() === "GSM-7" ? "GSM-7" : "UCS-2",
  };
}
