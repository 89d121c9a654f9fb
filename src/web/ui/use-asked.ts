import { useState } from "react";

/**
 * For a question that stands in the place of the button that asks it. The button is drawn anew when the question is
 * left, and takes the focus back where `last` says that it was the one.
 */
export function useAsked<T>() {
  const [asked, setAsked] = useState<T | null>(null);
  const [last, setLast] = useState<T | null>(null);
  return {
    asked,
    /** What was asked last, also when it has been left. */
    last,
    ask: (what: T) => {
      setAsked(what);
      setLast(what);
    },
    leave: () => setAsked(null),
  };
}
