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
import { roleWords } from "../../words/role.ts";
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
          label="Name"
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail or cell phone"
          autoComplete="off"
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
          error={wrong && typed.length > 9 && "Write an e-mail address or a whole phone number."}
        />
        <NativeSelect
          label="Role"
          data={Object.entries(roleWords).map(([value, label]) => ({ value, label }))}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
        <Button type="submit" loading={invite.isPending} disabled={name.trim() === "" || wrong}>
          Invite
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
          title={`${invite.data.name} is invited`}
          action={<CopyLink url={invite.data.url} />}
        >
          The link is sent where that is possible. You can also hand it over yourself; it is shown this once:{" "}
          <code className={classes.words}>{invite.data.url}</code>
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
      {copied ? "Copied" : "Copy the link"}
    </Button>
  );
}
