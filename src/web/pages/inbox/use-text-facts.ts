import { useEffect, useState } from "react";
import type { TextFacts } from "../../words/text-facts.ts";

/** How a text is counted is fetched when the first one is begun: whoever only reads does without. `null` until then. */
export function useTextFacts(body: string): TextFacts | null {
  const [count, setCount] = useState<((body: string) => TextFacts) | null>(null);
  const begun = body !== "";
  useEffect(() => {
    if (!begun) return;
    // Without it a text can be sent all the same.
    import("../../words/text-facts.ts").then(
      ({ textFacts }) => setCount(() => textFacts),
      () => {},
    );
  }, [begun]);
  return count?.(body) ?? null;
}
