import { Button, NumberInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { MAX_GRANT } from "../../../domain/credits.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { BUSINESSES_KEY, keys } from "../../api/queries.ts";
import { onEscape } from "../../ui/on-escape.ts";
import { wordsOf } from "../../ui/states.tsx";
import { operator } from "../../words/en/operator.ts";
import classes from "./businesses.module.css";

export function Grant({ business, done }: { business: string; done: () => void }) {
  const client = useQueryClient();
  // One key per opened form: pressing twice, or again after a lost answer, grants once.
  const key = useRef(newIdempotencyKey());
  const [credits, setCredits] = useState<number | string>(100);
  const [reason, setReason] = useState("");
  const grant = useMutation({
    mutationFn: () =>
      api.grantCredits(business, { credits: Number(credits), reason: reason.trim() }, key.current),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: BUSINESSES_KEY });
      await client.invalidateQueries({ queryKey: keys.credits(business) });
      notifications.show({ message: operator("grant.added", { credits: Number(credits) }) });
      done();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    grant.mutate();
  };
  const change = () => {
    key.current = newIdempotencyKey();
  };
  return (
    <form onSubmit={submit} className={classes.form} {...onEscape(done)}>
      <NumberInput
        label={operator("grant.credits")}
        min={1}
        max={MAX_GRANT}
        value={credits}
        onChange={(typed) => {
          change();
          setCredits(typed);
        }}
      />
      <TextInput
        label={operator("grant.reason")}
        maxLength={200}
        placeholder={operator("grant.reasonHint")}
        value={reason}
        onChange={(event) => {
          change();
          setReason(event.currentTarget.value);
        }}
        error={grant.isError && wordsOf(grant.error)}
      />
      <Button type="submit" loading={grant.isPending} disabled={reason.trim() === "" || Number(credits) < 1}>
        {operator("grant.add")}
      </Button>
    </form>
  );
}
