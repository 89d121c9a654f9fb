/** Twilio's way to write a moment; its clients read nothing else. */
export const twilioDate = (at: Date): string => at.toUTCString().replace("GMT", "+0000");
