import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { fieldWords } from "../../words/said.ts";
import classes from "./welcome.module.css";

/** The secret goes to the server, is sealed there, and never comes back. */
export function ConnectCarrier({ why, done }: { why: ApiProblem; done: () => void }) {
  const { id } = useBusiness();
  const [accountSid, setAccountSid] = useState("");
  const [authToken, setAuthToken] = useState("");
  const connect = useMutation({
    mutationFn: async () => {
      await api.putCarrier(id, { accountSid: accountSid.trim(), authToken: authToken.trim() });
      // Saved unseen: whether they are right, Twilio says when they are used.
      await api.ownNumbers(id);
    },
    onSuccess: () => {
      setAuthToken("");
      done();
    },
  });
  const refusal = connect.error ?? (why.code === "carrier_refused" && !connect.isPending ? why : null);
  const fields = connect.error instanceof ApiProblem ? connect.error.fields : [];
  const problemAt = (name: string) => {
    const found = fields.find(({ field }) => field === name);
    return found === undefined ? null : fieldWords(found);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.fields} noValidate>
      <p>{welcome("carrier.words")}</p>
      <TextInput
        label={welcome("carrier.accountSid")}
        placeholder="AC…"
        autoComplete="off"
        spellCheck={false}
        value={accountSid}
        onChange={(event) => setAccountSid(event.currentTarget.value)}
        error={problemAt("accountSid")}
      />
      <TextInput
        label={welcome("carrier.authToken")}
        type="password"
        autoComplete="off"
        value={authToken}
        onChange={(event) => setAuthToken(event.currentTarget.value)}
        error={problemAt("authToken")}
      />
      {refusal !== null && fields.length === 0 && (
        <p role="alert" className={classes.error}>
          {wordsOf(refusal)}
        </p>
      )}
      <div className={classes.foot}>
        <Button
          type="submit"
          loading={connect.isPending}
          disabled={accountSid.trim() === "" || authToken.trim() === ""}
        >
          {welcome("carrier.connect")}
        </Button>
      </div>
    </form>
  );
}
