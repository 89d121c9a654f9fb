import type { KeyboardEvent } from "react";

/** For the element around what Escape closes: only the innermost is closed by one press. */
export const onEscape = (leave: () => void) => ({
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  },
});
