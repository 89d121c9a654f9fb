import { Button, type ButtonProps } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface Props extends ButtonProps {
  readonly children: ReactNode;
  /** What it says after the first press. */
  readonly question: string;
  readonly onSure: () => void;
}

/** For what costs something or cannot be undone: the first press asks, the second does it, leaving takes it back. */
export function SureButton({ children, question, onSure, ...props }: Props) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      variant="default"
      {...props}
      {...(asked ? { variant: "light", color: "red" } : {})}
      onBlur={() => setAsked(false)}
      onClick={() => {
        setAsked(!asked);
        if (asked) onSure();
      }}
    >
      {asked ? question : children}
    </Button>
  );
}
