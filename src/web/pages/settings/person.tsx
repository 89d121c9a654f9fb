import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { normalisePhone } from "../../../domain/phone.ts";
import type { Role } from "../../../domain/sign-in.ts";
import { api } from "../../api/endpoints.ts";
import { keys, SESSION_KEY } from "../../api/queries.ts";
import type { User, UserChange } from "../../api/shapes.ts";
import { useBusiness, useWorkspace } from "../../shell/workspace.tsx";
import { onEscape } from "../../ui/on-escape.ts";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { common } from "../../words/en/common.ts";
import { people } from "../../words/en/people.ts";
import { phoneWords } from "../../words/phone.ts";
import { roleChoices } from "../../words/role.ts";
import classes from "./settings.module.css";

export function Person({ user }: { user: User }) {
  const { country } = useBusiness();
  const { session } = useWorkspace();
  const [changing, setChanging] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setChanging(false);
    opener.current?.focus();
  };
  const isMe = session.user.id === user.id;
  const change = useChange(user, isMe);
  const remove = useRemove(user);
  const contact = [user.email, user.phone === null ? null : phoneWords(user.phone, country)].filter(
    (each) => each !== null,
  );
  const problem = change.error ?? remove.error;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <p>
          <strong>{user.name}</strong>
          {isMe && <span className={classes.tag}>{people("you")}</span>}
        </p>
        <p className={classes.soft}>{contact.length === 0 ? people("noContact") : contact.join(" · ")}</p>
        {user.phone !== null && !user.phoneProven && (
          <p className={classes.soft}>{people("proof.unproven")}</p>
        )}
      </div>
      <div className={classes.actions}>
        <NativeSelect
          aria-label={people("roleOf", { name: user.name })}
          data={roleChoices()}
          value={user.role}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ role: event.currentTarget.value as Role })}
        />
        <Button
          ref={opener}
          variant="default"
          aria-expanded={changing}
          onClick={() => setChanging(!changing)}
        >
          {common("change")}
        </Button>
      </div>
      {changing && (
        <PersonForm
          user={user}
          save={(wanted) => change.mutate(wanted, { onSuccess: close })}
          saving={change.isPending}
          close={close}
        >
          <SureButton
            variant="subtle"
            color="gray"
            question={people("removeSure", { name: user.name })}
            loading={remove.isPending}
            onSure={() => remove.mutate()}
          >
            {people("remove")}
          </SureButton>
        </PersonForm>
      )}
      {problem !== null && (
        <p role="alert" className={classes.problem}>
          {wordsOf(problem)}
        </p>
      )}
    </li>
  );
}

function PersonForm({
  user,
  save,
  saving,
  close,
  children,
}: {
  user: User;
  save: (change: UserChange) => void;
  saving: boolean;
  close: () => void;
  children: ReactNode;
}) {
  const { country } = useBusiness();
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email ?? "");
  const [typed, setTyped] = useState(user.phone ?? "");
  const phone = typed.trim() === "" ? null : normalisePhone(typed, country);
  const wrong = typed.trim() !== "" && phone === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong && name.trim() !== "")
      save({ name: name.trim(), email: email.trim() === "" ? null : email.trim(), phone });
  };
  return (
    <form onSubmit={submit} className={classes.inline} noValidate {...onEscape(close)}>
      <TextInput
        label={common("name")}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={people("email")}
        inputMode="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label={people("phone")}
        inputMode="tel"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={wrong && typed.length > 9 && common("notWholePhone")}
      />
      <Button type="submit" loading={saving} disabled={wrong || name.trim() === ""}>
        {common("save")}
      </Button>
      {children}
    </form>
  );
}

function useChange(user: User, isMe: boolean) {
  const { id } = useBusiness();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: UserChange) => api.changeUser(id, user.id, change),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.users(id) });
      // What one may do depends on it.
      if (isMe) await client.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
}

function useRemove(user: User) {
  const { id } = useBusiness();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.removeUser(id, user.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.users(id) });
      await client.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
}
