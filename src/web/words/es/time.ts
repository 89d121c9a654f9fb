import type { english } from "../en/time.ts";
import type { Translated } from "../speak.ts";

export const time = {
  today: "Hoy",
  yesterday: "Ayer",
  age: {
    today: "hoy",
    days: "{count, number} d",
    weeks: "{count, number} sem",
    months: "{count, number} mes",
    years: "{count, number} a",
  },
} satisfies Translated<typeof english>;
