import { Empty } from "../../ui/states.tsx";
import { inbox } from "../../words/en/inbox.ts";
import classes from "./inbox.module.css";

export default function NobodyChosen() {
  return (
    <div className={classes.nobody}>
      <Empty icon="message" title={inbox("choose.title")}>
        {inbox("choose.words")}
      </Empty>
    </div>
  );
}
