/** The number that customers know: three ways to keep it, and what each costs in time and in truth. */
import { Note } from "../../ui/page.tsx";
import { welcome } from "../../words/en/welcome.ts";
import classes from "./welcome.module.css";

export function KeepNumber() {
  return (
    <div className={classes.fields}>
      <ul className={classes.ways}>
        <li>
          <strong>{welcome("keep.forward")}</strong>
          <p>{welcome("keep.forwardWords")}</p>
        </li>
        <li>
          <strong>{welcome("keep.move")}</strong>
          <p>{welcome("keep.moveWords")}</p>
        </li>
        <li>
          <strong>{welcome("keep.host")}</strong>
          <p>{welcome("keep.hostWords")}</p>
        </li>
      </ul>
      <Note tone="wait" title={welcome("keep.note")}>
        {welcome("keep.noteWords")}
      </Note>
      <p className={classes.soft}>{welcome("keep.after")}</p>
    </div>
  );
}
