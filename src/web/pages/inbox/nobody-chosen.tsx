import { Empty } from "../../ui/states.tsx";
import classes from "./inbox.module.css";

export default function NobodyChosen() {
  return (
    <div className={classes.nobody}>
      <Empty icon="message" title="Choose a conversation">
        Calls and texts of one caller stand here together, oldest first.
      </Empty>
    </div>
  );
}
