/** What people of the business wrote down about a lead. */
import { ActionIcon, Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { MAX_NOTE_CHARACTERS } from "../../domain/lead-import.ts";
import { newIdempotencyKey } from "../api/client.ts";
import { api } from "../api/endpoints.ts";
import { keys, leadDetailsQuery } from "../api/queries.ts";
import type { LeadNote } from "../api/shapes.ts";
import { useBusiness } from "../shell/workspace.tsx";
import { Icon } from "../ui/icons.tsx";
import { wordsOf } from "../ui/states.tsx";
import { leads } from "../words/en/leads.ts";
import { momentWords } from "../words/time.ts";
import classes from "./lead.module.css";

export function Notes({ leadId }: { leadId: string }) {
  const { id } = useBusiness();
  const { data, error } = useQuery(leadDetailsQuery(id, leadId));
  return (
    <section className={classes.notes} aria-label={leads("notes.title")}>
      <h2 className={classes.heading}>{leads("notes.title")}</h2>
      <NewNote leadId={leadId} />
      {data === undefined && error !== null && <p className={classes.soft}>{wordsOf(error)}</p>}
      <ul>
        {data?.notes.toReversed().map((note) => (
          <Note key={note.id} leadId={leadId} note={note} />
        ))}
      </ul>
    </section>
  );
}

function NewNote({ leadId }: { leadId: string }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [body, setBody] = useState("");
  const add = useMutation({
    mutationFn: () => api.addNote(id, leadId, body, key.current),
    onSuccess: async () => {
      key.current = newIdempotencyKey();
      setBody("");
      await client.invalidateQueries({ queryKey: keys.leads(id) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body.trim() !== "" && !add.isPending) add.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.newNote}>
      <Textarea
        aria-label={leads("notes.field")}
        placeholder={leads("notes.hint")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MAX_NOTE_CHARACTERS}
        value={body}
        onChange={(event) => {
          // Other words are another note.
          key.current = newIdempotencyKey();
          setBody(event.currentTarget.value);
        }}
        error={add.isError && wordsOf(add.error)}
      />
      {body.trim() !== "" && (
        <Button type="submit" variant="light" loading={add.isPending}>
          {leads("notes.add")}
        </Button>
      )}
    </form>
  );
}

function Note({ leadId, note }: { leadId: string; note: LeadNote }) {
  const { id, timeZone } = useBusiness();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.removeNote(id, leadId, note.id),
    onSettled: () => client.invalidateQueries({ queryKey: keys.leads(id) }),
    onError: (error) =>
      notifications.show({ color: "red", title: leads("notes.stillThere"), message: wordsOf(error) }),
  });
  return (
    <li className={classes.note}>
      <p className={classes.body}>{note.body}</p>
      <p className={classes.signed}>
        {note.author} ·{" "}
        <time dateTime={note.createdAt}>{momentWords(new Date(note.createdAt), timeZone)}</time>
      </p>
      <ActionIcon
        className={classes.remove ?? ""}
        aria-label={leads("notes.remove")}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        <Icon name="trash" size={18} />
      </ActionIcon>
    </li>
  );
}
