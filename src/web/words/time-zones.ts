/** Time zones to choose from: the country's usual ones first, for a short list covers nearly everybody. */
const USUAL = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
] as const;

export const deviceTimeZone = (): string =>
  new Intl.DateTimeFormat().resolvedOptions().timeZone || "America/New_York";

export const timeZones = (current: string): string[] => [
  ...new Set([...USUAL, deviceTimeZone(), current, ...Intl.supportedValuesOf("timeZone")]),
];
