/** Two phones: the customer's, which calls and texts, and the owner's, while it rings. */
import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { isFictional } from "../../domain/demo.ts";
import { parseE164 } from "../../domain/phone.ts";
import type { Scene } from "../../sandbox/scene.ts";
import type { Business, Line } from "../api/shapes.ts";
import { Icon } from "../ui/icons.tsx";
import { sandbox } from "../words/en/sandbox.ts";
import { phoneWords } from "../words/phone.ts";
import { CALLERS, callerChoices, OTHER, quickTexts, WITHHELD } from "../words/sandbox.ts";
import { OwnersPhone } from "./owners-phone.tsx";
import classes from "./sandbox-phone.module.css";
import { type Moves, useMoves, useScene } from "./scene.ts";

export function Handset({ business, lines }: { business: Business; lines: readonly Line[] }) {
  // Also inside the sandbox, whose own carrier knows nothing of it.
  const isDemo = business.demoEndsAt !== null;
  const base = isDemo ? `api/v1/businesses/${business.id}/demo` : "sandbox";
  const scene = useScene(base);
  const moves = useMoves(base);
  const [who, setWho] = useState<string>(CALLERS[0].number);
  const [typed, setTyped] = useState("+1");
  const [chosenLine, setLine] = useState<string | null>(null);
  const known = lines.filter(({ number }) => scene?.lines.includes(number) ?? true);
  const line = known.find(({ number }) => number === chosenLine) ?? known[0];
  // While a call is on, the phone is in the hand of whoever calls.
  const calling = scene?.call?.from ?? null;
  const chosen = who === OTHER ? parseE164(typed.replaceAll(/[^+\d]/g, "")) : who;
  const from = calling ?? chosen;
  // Nobody whose number might be real calls a demo's line.
  const choices = callerChoices().filter(
    ({ value }) => !isDemo || !value.startsWith("+") || isFictional(value),
  );
  if (line === undefined)
    return <p className={classes.nothing}>{sandbox("nothing", { business: business.name })}</p>;
  return (
    <>
      <div className={classes.who}>
        <NativeSelect
          label={sandbox("who")}
          value={calling === null ? who : (choices.find(({ value }) => value === calling)?.value ?? OTHER)}
          disabled={calling !== null}
          data={choices}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        {who === OTHER && calling === null && (
          <TextInput
            label={sandbox("theirNumber")}
            type="tel"
            value={typed}
            error={from === null && typed.length > 2 && sandbox("numberWrong")}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {known.length > 1 && (
          <NativeSelect
            label={sandbox("whichLine")}
            value={line.number}
            data={known.map(({ number }) => ({ value: number, label: phoneWords(number, business.country) }))}
            onChange={(event) => setLine(event.currentTarget.value)}
          />
        )}
      </div>
      <OwnersPhone scene={scene} moves={moves} country={business.country} />
      <section className={classes.phone} aria-label={sandbox("screen")}>
        <TopOfScreen business={business} line={line.number} from={from} scene={scene} moves={moves} />
        <Bubbles scene={scene} from={from} line={line.number} />
        {moves.problem !== null && (
          <p className={classes.problem} role="alert">
            {moves.problem}
          </p>
        )}
        <Write from={from} line={line.number} moves={moves} />
      </section>
      {scene !== null && scene.steps.length > 0 && (
        <details className={classes.steps}>
          <summary>{sandbox("steps")}</summary>
          {/* The carrier is made for developers, and tells in English. */}
          <ol lang="en">
            {scene.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are only added
              <li key={index}>{step}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function TopOfScreen({
  business,
  line,
  from,
  scene,
  moves,
}: {
  business: Business;
  line: string;
  from: string | null;
  scene: Scene | null;
  moves: Moves;
}) {
  const call = scene?.call ?? null;
  return (
    <header className={classes.top} data-calling={call !== null || undefined}>
      <div className={classes.contact}>
        <strong>{business.name}</strong>
        <span role="status">
          {call === null ? phoneWords(line, business.country) : sandbox(`stage.${call.stage}`)}
        </span>
      </div>
      {call === null ? (
        <Button
          className={classes.call ?? ""}
          leftSection={<Icon name="phone" size={18} />}
          disabled={from === null || scene === null}
          onClick={() => from !== null && moves.call(from, line)}
        >
          {sandbox("call")}
        </Button>
      ) : (
        <Button className={classes.hangUp ?? ""} onClick={moves.hangUp}>
          {sandbox("hangUp")}
        </Button>
      )}
    </header>
  );
}

function Bubbles({ scene, from, line }: { scene: Scene | null; from: string | null; line: string }) {
  const texts = (scene?.texts ?? []).filter(
    (text) => (text.from === from && text.to === line) || (text.to === from && text.from === line),
  );
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each new text
  useLayoutEffect(() => {
    if (end.current !== null) end.current.scrollTop = end.current.scrollHeight;
  }, [texts.length, from]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <div className={classes.bubbles} ref={end} tabIndex={0} role="log" aria-label={sandbox("texts")}>
      {texts.length === 0 && (
        <p className={classes.hint}>{from === WITHHELD ? sandbox("withheldHint") : sandbox("hint")}</p>
      )}
      {texts.map(({ id, body, ...text }) => (
        <p key={id} className={classes.bubble} data-mine={text.from === from || undefined}>
          <span className={classes.hidden}>
            {text.from === from ? sandbox("customer") : sandbox("business")}
          </span>
          {body}
        </p>
      ))}
    </div>
  );
}

function Write({ from, line, moves }: { from: string | null; line: string; moves: Moves }) {
  const [body, setBody] = useState("");
  const cannot = from === null || from === WITHHELD;
  // What was being written to one as somebody is not what another writes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when somebody else holds the phone
  useEffect(() => setBody(""), [from]);
  const send = (words: string) => {
    if (words.trim() === "" || cannot) return;
    moves.text(from, line, words);
    setBody("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(body);
  };
  return (
    <div className={classes.write}>
      <div className={classes.quick}>
        {quickTexts().map((words) => (
          <button key={words} type="button" disabled={cannot} onClick={() => send(words)}>
            {words}
          </button>
        ))}
      </div>
      <form onSubmit={submit}>
        <TextInput
          aria-label={sandbox("write")}
          placeholder={sandbox("write")}
          value={body}
          disabled={cannot}
          maxLength={1_600}
          autoComplete="off"
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <ActionIcon
          type="submit"
          variant="filled"
          color="pine"
          aria-label={sandbox("send")}
          disabled={cannot || body.trim() === ""}
        >
          <Icon name="send" size={19} />
        </ActionIcon>
      </form>
    </div>
  );
}
