/** Numbers that the business does not want to hear of. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { normalisePhone } from "../../../domain/phone.ts";
import { api } from "../../api/endpoints.ts";
import { blockedQuery, keys, refreshCaller } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, PageFrame } from "../../ui/page.tsx";
import { Empty, wordsOf } from "../../ui/states.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { common } from "../../words/en/common.ts";
import { settings } from "../../words/en/settings.ts";
import { phoneWords } from "../../words/phone.ts";
import classes from "./settings.module.css";

export default function BlockedPage() {
  const { id, country } = useBusiness();
  const list = useQuery(blockedQuery(id));
  const unblock = useBlocking();
  return (
    <PageFrame wide title={settings("blocked.title")} about={settings("blocked.about")}>
      <div className={classes.beside}>
        <Card>
          <BlockForm />
        </Card>
        {list.data === undefined ? (
          <Waiting query={list} />
        ) : (
          <Card flush>
            {list.data.length === 0 ? (
              <Empty icon="block" title={settings("blocked.none")}>
                {settings("blocked.noneWords")}
              </Empty>
            ) : (
              <ul className={classes.list}>
                {list.data.map(({ phone, name }) => (
                  <li key={phone} className={classes.row}>
                    <div className={classes.words}>
                      <Link to={`/inbox/${encodeURIComponent(phone)}`}>
                        {name ?? phoneWords(phone, country)}
                      </Link>
                      {name !== null && <p className={classes.soft}>{phoneWords(phone, country)}</p>}
                    </div>
                    <Button
                      variant="default"
                      aria-label={settings("blocked.unblockWho", { who: name ?? phoneWords(phone, country) })}
                      loading={unblock.isPending && unblock.variables.phone === phone}
                      onClick={() => unblock.mutate({ phone, wanted: false })}
                    >
                      {settings("blocked.unblock")}
                    </Button>
                  </li>
                ))}
              </ul>
            )}
          </Card>
        )}
      </div>
      {unblock.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(unblock.error)}
        </p>
      )}
    </PageFrame>
  );
}

function BlockForm() {
  const { country } = useBusiness();
  const [typed, setTyped] = useState("");
  const [left, setLeft] = useState(false);
  const block = useBlocking();
  const phone = normalisePhone(typed, country);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setLeft(true);
    if (phone !== null)
      block.mutate(
        { phone, wanted: true },
        {
          onSuccess: () => {
            setTyped("");
            setLeft(false);
          },
        },
      );
  };
  const problem =
    left && typed !== "" && phone === null
      ? common("notWholePhone")
      : block.isError
        ? wordsOf(block.error)
        : null;
  return (
    <form onSubmit={submit} className={classes.inline} noValidate>
      <TextInput
        label={settings("blocked.field")}
        placeholder="(512) 555-0142"
        inputMode="tel"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={problem}
      />
      <Button type="submit" loading={block.isPending} disabled={typed.trim() === ""}>
        {settings("blocked.block")}
      </Button>
    </form>
  );
}

function useBlocking() {
  const { id } = useBusiness();
  const client = useQueryClient();
  return useMutation<unknown, Error, { phone: string; wanted: boolean }>({
    mutationFn: ({ phone, wanted }) => (wanted ? api.block(id, phone) : api.unblock(id, phone)),
    onSuccess: async (_answer, { phone }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.blocked(id) }),
        refreshCaller(client, id, phone),
      ]);
    },
  });
}
