import { initialsOf } from "../words/phone.ts";
import { Icon } from "./icons.tsx";
import classes from "./portrait.module.css";

/** A caller's round sign: initials, or a figure for a bare number. */
export function Portrait({ name, size = 44 }: { name: string | null; size?: number }) {
  const initials = initialsOf(name);
  return (
    <span className={classes.portrait} style={{ width: size, height: size }} aria-hidden="true">
      {initials ?? <Icon name="person" size={size * 0.5} />}
    </span>
  );
}
