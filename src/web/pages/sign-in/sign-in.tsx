/** Signing in: by the one-time link of an e-mail or a terminal, or by a code sent to a phone or a mailbox. */
import { Button, Loader, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { normalisePhone } from "../../../domain/phone.ts";
import { ApiProblem } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { SESSION_KEY } from "../../api/queries.ts";
import { LanguageChoice } from "../../ui/language-choice.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { signIn } from "../../words/en/sign-in.ts";
import { ByCrm } from "./by-crm.tsx";
import classes from "./sign-in.module.css";

const CODE_LENGTH = 6;

export default function SignIn({ accepts = "link" }: { accepts?: "link" | "invitation" }) {
  const [search] = useSearchParams();
  const token = search.get("token");
  useDocumentTitle(`${signIn("title")} · textback`);
  const enter = useEnter(search.get("next"));
  return (
    <main className={classes.screen}>
      <div className={classes.card}>
        <p className={classes.brand}>textback</p>
        {token === null ? (
          <>
            <ByCode enter={enter} />
            <ByCrm next={search.get("next")} />
          </>
        ) : (
          <ByLink token={token} accepts={accepts} enter={enter} />
        )}
        <div className={classes.language}>
          <LanguageChoice label={signIn("language")} />
        </div>
      </div>
    </main>
  );
}

/** After signing in nothing of an earlier session is left, and the page goes on where it was. */
function useEnter(next: string | null): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    client.clear();
    // Only an address of this page: `//elsewhere.example` is none.
    await navigate(next !== null && /^\/(?![/\\])/.test(next) ? next : "/", { replace: true });
  };
}

function ByLink({
  token,
  accepts,
  enter,
}: {
  token: string;
  accepts: "link" | "invitation";
  enter: () => Promise<void>;
}) {
  const navigate = useNavigate();
  const entry = useMutation({
    mutationFn: accepts === "link" ? api.signInByLink : api.acceptInvitation,
    onSuccess: enter,
  });
  // A link works once: a second render must not use it up.
  const used = useRef<string | null>(null);
  const { mutate } = entry;
  useEffect(() => {
    if (used.current === token) return;
    used.current = token;
    mutate(token);
  }, [mutate, token]);

  if (!entry.isError)
    return (
      <Words title={signIn("signingIn")} status>
        <Loader size="sm" />
      </Words>
    );
  const offline = entry.error instanceof ApiProblem && entry.error.code === "offline";
  return (
    <Words
      title={offline ? common("noConnection") : signIn("linkOver")}
      about={offline ? wordsOf(entry.error) : signIn("linkOverWords")}
    >
      {offline && <Button onClick={() => mutate(token)}>{common("tryAgain")}</Button>}
      <Button
        variant={offline ? "default" : "filled"}
        onClick={() => void navigate("/sign-in", { replace: true })}
      >
        {signIn("withCode")}
      </Button>
    </Words>
  );
}

/** People write "(512) 555-0142"; the server knows phones in E.164 only. */
const contactOf = (typed: string): string => {
  const trimmed = typed.trim();
  return trimmed.includes("@") ? trimmed : (normalisePhone(trimmed, "US") ?? trimmed);
};

function ByCode({ enter }: { enter: () => Promise<void> }) {
  const [contact, setContact] = useState("");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const request = useMutation({
    mutationFn: api.requestCode,
    onSuccess: (_answer, to) => setSentTo(to),
  });
  if (sentTo !== null)
    return (
      <EnterCode
        contact={sentTo}
        enter={enter}
        again={() => {
          request.reset();
          setSentTo(null);
        }}
      />
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (contact.trim() !== "") request.mutate(contactOf(contact));
  };
  return (
    <Words title={signIn("title")} about={signIn("about")}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={signIn("contact")}
          autoComplete="username"
          inputMode="email"
          autoFocus
          required
          withAsterisk={false}
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
          error={request.isError && wordsOf(request.error)}
        />
        <Button type="submit" loading={request.isPending} fullWidth>
          {signIn("sendCode")}
        </Button>
      </form>
    </Words>
  );
}

function EnterCode({
  contact,
  enter,
  again,
}: {
  contact: string;
  enter: () => Promise<void>;
  again: () => void;
}) {
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const verify = useMutation({
    mutationFn: (digits: string) => api.verifyCode(contact, digits),
    onSuccess: async () => {
      client.removeQueries({ queryKey: SESSION_KEY });
      await enter();
    },
    onError: () => setCode(""),
  });
  const change = (typed: string) => {
    const digits = typed.replaceAll(/\D/g, "").slice(0, CODE_LENGTH);
    setCode(digits);
    if (digits.length === CODE_LENGTH && !verify.isPending) verify.mutate(digits);
  };
  return (
    <Words title={signIn("enterCode")} about={signIn("onItsWay", { contact })}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate(code);
        }}
      >
        <TextInput
          label={signIn("code", { digits: CODE_LENGTH })}
          classNames={{ input: classes.code ?? "" }}
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
          value={code}
          onChange={(event) => change(event.currentTarget.value)}
          error={verify.isError && wordsOf(verify.error)}
        />
        <Button type="submit" loading={verify.isPending} disabled={code.length < CODE_LENGTH} fullWidth>
          {signIn("title")}
        </Button>
        <Button variant="subtle" onClick={again} fullWidth>
          {signIn("other")}
        </Button>
      </form>
    </Words>
  );
}

function Words({
  title,
  about,
  status,
  children,
}: {
  title: string;
  about?: ReactNode;
  status?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.form} role={status ? "status" : undefined}>
      <div>
        <h1 className={classes.title}>{title}</h1>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      {children}
    </div>
  );
}
