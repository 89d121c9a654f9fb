import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Note } from "../../ui/page.tsx";
import { adviceFor, CARRIERS, OTHER_CARRIER } from "../../words/cell-carriers.ts";
import { welcome } from "../../words/en/welcome.ts";
import classes from "./welcome.module.css";

/** A cell phone's voicemail is its carrier's: what is known of it. */
export function CarrierAdvice() {
  const [carrier, setCarrier] = useState<string>(OTHER_CARRIER);
  const { starts, steps } = adviceFor(carrier);
  return (
    <>
      <NativeSelect
        label={welcome("voicemail.carrier")}
        data={CARRIERS.map(({ carrier: each }) => ({
          value: each,
          label: each === OTHER_CARRIER ? welcome("voicemail.other") : each,
        }))}
        value={carrier}
        onChange={(event) => setCarrier(event.currentTarget.value)}
      />
      <Note tone="wait" title={welcome("voicemail.title")}>
        <p>{welcome("voicemail.taken", { starts: welcome(`voicemail.starts.${starts}`) })}</p>
        <ul className={classes.advice}>
          {steps.map((step) => (
            <li key={step}>{welcome(`voicemail.${step}`)}</li>
          ))}
        </ul>
      </Note>
    </>
  );
}
