import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { common } from "../../words/en/common.ts";
import { welcome } from "../../words/en/welcome.ts";
import { phoneWords } from "../../words/phone.ts";
import { AssignedNumber } from "./assigned-number.tsx";
import { BuyNumber } from "./buy-number.tsx";
import { KeepNumber } from "./keep-number.tsx";
import { OwnNumbers } from "./own-numbers.tsx";
import { StepForm } from "./step-form.tsx";
import classes from "./welcome.module.css";
import type { StepProps } from "./welcome.tsx";

const WAYS = ["buy", "own", "keep", "assigned"] as const;
type Way = (typeof WAYS)[number];

export function LineStep({
  lines,
  current,
  back,
  next,
}: StepProps & { lines: readonly Line[]; current: string | null }) {
  const { id, country } = useBusiness();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string>(current ?? "");
  const line = lines.find(({ number }) => number === chosen);
  const way = WAYS.find((each) => each === chosen) ?? null;
  const done = async (number: string) => {
    await client.invalidateQueries({ queryKey: keys.lines(id), exact: true });
    next(number);
  };
  return (
    <StepForm
      title={welcome("line.title")}
      about={welcome("line.about")}
      back={back}
      actions={
        line === undefined ? undefined : <Button onClick={() => next(line.number)}>{common("next")}</Button>
      }
    >
      <fieldset className={classes.choices}>
        <legend className={classes.hidden}>{welcome("step.number")}</legend>
        {lines.map(({ number }) => (
          <Choice key={number} checked={number === chosen} choose={() => setChosen(number)}>
            {phoneWords(number, country)}
          </Choice>
        ))}
        {WAYS.map((each) => (
          <Choice key={each} checked={each === chosen} choose={() => setChosen(each)}>
            <strong>{welcome(`line.${each}.title`)}</strong>
            <small>{welcome(`line.${each}.about`)}</small>
          </Choice>
        ))}
      </fieldset>
      {way !== null && <WayOf way={way} done={done} />}
    </StepForm>
  );
}

function Choice({
  checked,
  choose,
  children,
}: {
  checked: boolean;
  choose: () => void;
  children: React.ReactNode;
}) {
  return (
    <label className={classes.choice}>
      <input type="radio" name="line" checked={checked} onChange={choose} />
      <span>{children}</span>
    </label>
  );
}

function WayOf({ way, done }: { way: Way; done: (number: string) => Promise<void> }) {
  switch (way) {
    case "buy":
      return <BuyNumber done={done} />;
    case "own":
      return <OwnNumbers done={done} />;
    case "keep":
      return <KeepNumber />;
    case "assigned":
      return <AssignedNumber done={done} />;
  }
}
