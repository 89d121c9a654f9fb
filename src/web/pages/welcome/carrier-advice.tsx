import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Note } from "../../ui/page.tsx";
import { adviceFor, CARRIERS } from "../../words/cell-carriers.ts";
import classes from "./welcome.module.css";

/** A cell phone's voicemail is its carrier's: what is known of it. */
export function CarrierAdvice() {
  const [carrier, setCarrier] = useState(CARRIERS[0]?.carrier ?? "");
  const { starts, steps } = adviceFor(carrier);
  return (
    <>
      <NativeSelect
        label="Carrier of this cell phone"
        data={CARRIERS.map((each) => each.carrier)}
        value={carrier}
        onChange={(event) => setCarrier(event.currentTarget.value)}
      />
      <Note tone="wait" title="Voicemail answers too">
        <p>{starts} A call that it takes counts as answered.</p>
        <ul className={classes.advice}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </Note>
    </>
  );
}
