import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { normalisePhone } from "../../../domain/phone.ts";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { welcome } from "../../words/en/welcome.ts";
import classes from "./welcome.module.css";

/** A number that whoever runs the service has given to this business. */
export function AssignedNumber({ done }: { done: (number: string) => Promise<void> }) {
  const { id, country } = useBusiness();
  const [typed, setTyped] = useState("");
  const number = normalisePhone(typed, country);
  const save = useMutation({
    mutationFn: (wanted: string) => api.putLine(id, wanted, {}),
    onSuccess: (line) => done(line.number),
  });
  const notAssigned = save.error instanceof ApiProblem && save.error.code === "not_assigned";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number !== null) save.mutate(number);
  };
  return (
    <form onSubmit={submit} className={classes.fields} noValidate>
      <TextInput
        label={welcome("step.number")}
        placeholder="(512) 555-0100"
        inputMode="tel"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={typed.length > 9 && number === null && common("notWholePhone")}
      />
      {save.isError && (
        <p role="alert" className={classes.error}>
          {notAssigned ? welcome("assigned.notYours") : wordsOf(save.error)}
        </p>
      )}
      <div className={classes.foot}>
        <Button type="submit" loading={save.isPending} disabled={number === null}>
          {welcome("assigned.use")}
        </Button>
      </div>
    </form>
  );
}
