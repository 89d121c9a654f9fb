import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { normalisePhone } from "../../../domain/phone.ts";
import type { Role } from "../../../domain/sign-in.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Note } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { people } from "../../words/en/people.ts";
import { roleChoices } from "../../words/role.ts";
import classes from "./settings.module.css";

export function Invite() {
  const { id, country } = useBusiness();
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [name, setName] = useState("");
  const [contact, setContact] = useState("");
  const [role, setRole] = useState<Role>("member");
  const typed = contact.trim();
  const email = typed.includes("@") ? typed : null;
  const phone = email === null && typed !== "" ? normalisePhone(typed, country) : null;
  const wrong = typed !== "" && email === null && phone === null;
  const invite = useMutation({
    mutationFn: () => api.invite(id, { name: name.trim(), email, phone, role }, key.current),
    onSuccess: async () => {
      setName("");
      setContact("");
      await client.invalidateQueries({ queryKey: keys.users(id) });
    },
    onSettled: () => {
      key.current = newIdempotencyKey();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && !wrong) invite.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.fields} noValidate>
      <div className={classes.inline}>
        <TextInput
          label={common("name")}
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={people("invite.contact")}
          autoComplete="off"
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
          error={wrong && typed.length > 9 && people("invite.contactWrong")}
        />
        <NativeSelect
          label={people("role")}
          data={roleChoices()}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
        <Button type="submit" loading={invite.isPending} disabled={name.trim() === "" || wrong}>
          {people("invite.send")}
        </Button>
      </div>
      {invite.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(invite.error)}
        </p>
      )}
      {invite.data?.url != null && (
        <Note
          tone="good"
          title={people("invite.done", { name: invite.data.name })}
          action={<CopyLink url={invite.data.url} />}
        >
          {people.rich("invite.link", {
            url: invite.data.url,
            link: (url) => <code className={classes.words}>{url}</code>,
          })}
        </Note>
      )}
    </form>
  );
}

/** Browsers let a page write to the clipboard on https only. */
function CopyLink({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  if (!window.isSecureContext) return null;
  return (
    <Button
      variant="default"
      onClick={async () => {
        await navigator.clipboard.writeText(url);
        setCopied(true);
      }}
    >
      {copied ? people("invite.copied") : people("invite.copy")}
    </Button>
  );
}
