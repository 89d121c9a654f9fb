/** One's own phone, until it is proven: only then do codes to sign in go there. */
import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { CODE_DIGITS } from "../../../domain/sign-in.ts";
import { api } from "../../api/endpoints.ts";
import { keys, SESSION_KEY } from "../../api/queries.ts";
import { useBusiness, useWorkspace } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { people } from "../../words/en/people.ts";
import { phoneWords } from "../../words/phone.ts";
import classes from "./settings.module.css";

export function ProvePhone() {
  const { id, country } = useBusiness();
  const { session } = useWorkspace();
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const send = useMutation({ mutationFn: () => api.sendProof(id) });
  const prove = useMutation({
    mutationFn: () => api.provePhone(id, code),
    onSuccess: async () => {
      notifications.show({ message: people("proof.done") });
      await Promise.all([
        client.invalidateQueries({ queryKey: SESSION_KEY }),
        client.invalidateQueries({ queryKey: keys.users(id) }),
      ]);
    },
    onError: () => setCode(""),
  });
  const { phone, phoneProven } = session.user;
  if (phone == null || phoneProven !== false) return null;
  const problem = prove.error ?? send.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    prove.mutate();
  };
  return (
    <Card title={people("proof.title")} about={people("proof.about", { phone: phoneWords(phone, country) })}>
      {send.data?.sent === true ? (
        <form className={classes.inline} onSubmit={submit}>
          <TextInput
            label={people("proof.code", { digits: CODE_DIGITS })}
            autoComplete="one-time-code"
            inputMode="numeric"
            autoFocus
            value={code}
            onChange={(event) =>
              setCode(event.currentTarget.value.replaceAll(/\D/g, "").slice(0, CODE_DIGITS))
            }
          />
          <Button type="submit" loading={prove.isPending} disabled={code.length < CODE_DIGITS}>
            {people("proof.prove")}
          </Button>
        </form>
      ) : (
        <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
          {people("proof.send")}
        </Button>
      )}
      {send.data?.sent === false && (
        <p role="alert" className={classes.problem}>
          {people("proof.notSent")}
        </p>
      )}
      {problem !== null && (
        <p role="alert" className={classes.problem}>
          {wordsOf(problem)}
        </p>
      )}
    </Card>
  );
}
