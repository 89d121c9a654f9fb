/** HubSpot's request limits: rolling, per portal. What is refused does not count. */
import { type Answer, secondly, tenSecondly } from "./answers.ts";

export const REQUESTS_PER_TEN_SECONDS = 110;
export const SEARCHES_PER_SECOND = 5;

export function limits(now: () => Date) {
  const requests: number[] = [];
  const searches: number[] = [];
  const within = (times: number[], spanMs: number) => {
    const since = now().getTime() - spanMs;
    while (times[0] !== undefined && times[0] <= since) times.shift();
    return times.length;
  };
  return {
    /** @returns the refusal, or `null` after counting the request */
    take(search: boolean): Answer | null {
      if (search) {
        if (within(searches, 1_000) >= SEARCHES_PER_SECOND) return secondly;
        searches.push(now().getTime());
        return null;
      }
      if (within(requests, 10_000) >= REQUESTS_PER_TEN_SECONDS) return tenSecondly;
      requests.push(now().getTime());
      return null;
    },
    left: () => REQUESTS_PER_TEN_SECONDS - within(requests, 10_000),
  };
}
