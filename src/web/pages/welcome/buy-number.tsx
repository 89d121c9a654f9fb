/** A new number, bought in the business's own Twilio account. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Empty, wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { phoneWords } from "../../words/phone.ts";
import { ConnectCarrier } from "./connect-carrier.tsx";
import { needsOwnCarrier } from "./own-numbers.tsx";
import classes from "./welcome.module.css";

export function BuyNumber({ done }: { done: (number: string) => Promise<void> }) {
  const { id, country } = useBusiness();
  const [typed, setTyped] = useState("");
  const [areaCode, setAreaCode] = useState("");
  const numbers = useQuery({
    queryKey: [...keys.lines(id), "available", country, areaCode],
    queryFn: async ({ signal }) => (await api.availableNumbers(id, { country, areaCode }, signal)).items,
    staleTime: 60_000,
  });
  // A number exists once: asking for it again never buys a second one, so no key is needed.
  const buy = useMutation({
    mutationFn: (number: string) => api.buyNumber(id, number),
    onSuccess: ({ number }) => done(number),
  });
  if (needsOwnCarrier(numbers.error))
    return <ConnectCarrier why={numbers.error} done={() => void numbers.refetch()} />;
  return (
    <div className={classes.fields}>
      <div className={classes.inline}>
        <TextInput
          label={welcome("buying.areaCode")}
          description={welcome("buying.areaCodeAbout")}
          inputMode="numeric"
          maxLength={3}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value.replaceAll(/\D/g, ""))}
        />
        <Button
          variant="default"
          disabled={typed !== "" && typed.length !== 3}
          onClick={() => setAreaCode(typed)}
        >
          {welcome("buying.search")}
        </Button>
      </div>
      {numbers.data === undefined ? (
        <Waiting query={numbers} />
      ) : numbers.data.length === 0 ? (
        <Empty icon="search" title={welcome("buying.none")}>
          {welcome("buying.noneWords")}
        </Empty>
      ) : (
        <ul>
          {numbers.data.map(({ phoneNumber, locality, region }) => (
            <li key={phoneNumber} className={classes.offer}>
              <span>
                <strong>{phoneWords(phoneNumber, country)}</strong>
                <small className={classes.place}>
                  {[locality, region].filter((each) => each !== null).join(", ")}
                </small>
              </span>
              <SureButton
                question={welcome("buying.sure")}
                loading={buy.isPending && buy.variables === phoneNumber}
                onSure={() => buy.mutate(phoneNumber)}
              >
                {welcome("buying.choose")}
              </SureButton>
            </li>
          ))}
        </ul>
      )}
      {buy.isError && (
        <p role="alert" className={classes.error}>
          {wordsOf(buy.error)}
        </p>
      )}
    </div>
  );
}
