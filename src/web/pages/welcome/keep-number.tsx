/** The number that customers know: three ways to keep it, and what each costs in time and in truth. */
import { Note } from "../../ui/page.tsx";
import classes from "./welcome.module.css";

export function KeepNumber() {
  return (
    <div className={classes.fields}>
      <ul className={classes.ways}>
        <li>
          <strong>Forward it (minutes)</strong>
          <p>
            Take a new number here, then have your present provider forward all calls to it: on many phones
            with *72 and the new number. Customers go on calling the number they know.
          </p>
        </li>
        <li>
          <strong>Move it to Twilio (days to weeks)</strong>
          <p>
            Twilio's console, Phone Numbers, Port and Host. Do not end your present contract before it is
            done. Calls and texts then both use it.
          </p>
        </li>
        <li>
          <strong>Host only its texts at Twilio (days)</strong>
          <p>
            For a landline: calls stay where they are, and you forward them here; Twilio sends and receives
            its texts. Also under Port and Host.
          </p>
        </li>
      </ul>
      <Note tone="wait" title="If you forward it, texts come from the other number">
        Callers who dial your old number get their text from the new one, and answer to it. Say your name in
        the message, so that they know who writes. Only a number that was moved or hosted texts as itself.
      </Note>
      <p className={classes.soft}>
        When you have moved or hosted it, come back and choose “A number of our Twilio account”. To forward
        it, choose “Buy a new number” now.
      </p>
    </div>
  );
}
