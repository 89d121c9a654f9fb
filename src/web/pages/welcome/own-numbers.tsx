/** The numbers of the business's own Twilio account: one is chosen, its webhooks are set and verified by us. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { OwnNumber } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Empty, wordsOf } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { phoneWords } from "../../words/phone.ts";
import { ConnectCarrier } from "./connect-carrier.tsx";
import classes from "./welcome.module.css";

/** None yet, or one whose SID and token Twilio does not accept: either way they are asked for. */
export const needsOwnCarrier = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && (error.code === "own_carrier_needed" || error.code === "carrier_refused");

export function OwnNumbers({ done }: { done: (number: string) => Promise<void> }) {
  const { id, country } = useBusiness();
  const [chosen, setChosen] = useState<string | null>(null);
  const numbers = useQuery({
    queryKey: [...keys.lines(id), "own-numbers"],
    queryFn: async ({ signal }) => (await api.ownNumbers(id, signal)).items,
  });
  const connect = useMutation({
    mutationFn: (number: string) => api.connectNumber(id, number),
    onSuccess: ({ number }) => done(number),
  });
  if (needsOwnCarrier(numbers.error))
    return <ConnectCarrier why={numbers.error} done={() => void numbers.refetch()} />;
  if (numbers.data === undefined) return <Waiting query={numbers} />;
  if (numbers.data.length === 0)
    return (
      <Empty icon="phone" title={welcome("own.none")}>
        {welcome("own.noneWords")}
      </Empty>
    );
  return (
    <div className={classes.fields}>
      <fieldset className={classes.choices}>
        <legend className={classes.hidden}>{welcome("own.label")}</legend>
        {numbers.data.map((number) => (
          <label key={number.phoneNumber} className={classes.choice}>
            <input
              type="radio"
              name="own"
              checked={chosen === number.phoneNumber}
              disabled={!number.takesCalls || !number.takesTexts}
              onChange={() => setChosen(number.phoneNumber)}
            />
            <span>
              <strong>{phoneWords(number.phoneNumber, country)}</strong>
              <small>{standing(number)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {connect.isError && (
        <p role="alert" className={classes.error}>
          {wordsOf(connect.error)}
        </p>
      )}
      <div className={classes.foot}>
        <Button
          disabled={chosen === null}
          loading={connect.isPending}
          onClick={() => chosen !== null && connect.mutate(chosen)}
        >
          {welcome("own.connect")}
        </Button>
      </div>
    </div>
  );
}

function standing({ takesCalls, takesTexts, overriddenBy, isLine, pointsHere, webhooks }: OwnNumber): string {
  if (!takesCalls || !takesTexts) return welcome("own.notBoth");
  if (overriddenBy !== null) return welcome("own.overridden", { by: overriddenBy });
  if (pointsHere) return isLine ? welcome("own.connected") : welcome("own.here");
  return webhooks.voice === "" && webhooks.sms === "" ? welcome("own.unused") : welcome("own.elsewhere");
}
