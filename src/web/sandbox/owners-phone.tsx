import { Button } from "@mantine/core";
import type { Scene } from "../../sandbox/scene.ts";
import { Icon } from "../ui/icons.tsx";
import { phoneWords } from "../words/phone.ts";
import { ANSWER_WORDS, WITHHELD } from "../words/sandbox.ts";
import classes from "./sandbox-phone.module.css";
import type { Moves } from "./scene.ts";

/** The phone to which calls are forwarded, while it rings: what its owner does. */
export function OwnersPhone({
  scene,
  moves,
  country,
}: {
  scene: Scene | null;
  moves: Moves;
  country: string;
}) {
  const call = scene?.call ?? null;
  if (call === null || call.stage !== "ringing") return null;
  const caller = call.from === WITHHELD ? "A withheld number" : phoneWords(call.from, country);
  return (
    <section className={classes.owner} aria-label="Your phone" role="alert">
      <p className={classes.rings}>
        <Icon name="incoming" size={20} />
        <span>
          <strong>Now you are the owner: your phone rings</strong>
          {caller} calls {call.phones.map((phone) => phoneWords(phone, country)).join(" and ")}.
        </span>
      </p>
      <Button fullWidth onClick={() => moves.answer("ring_out")}>
        {ANSWER_WORDS.ring_out}
      </Button>
      <div className={classes.others}>
        {(["answer", "busy", "voicemail"] as const).map((answer) => (
          <Button key={answer} variant="default" size="sm" onClick={() => moves.answer(answer)}>
            {ANSWER_WORDS[answer]}
          </Button>
        ))}
      </div>
      <p className={classes.soft}>Do nothing, and it rings out. Time passes 50 times faster here.</p>
    </section>
  );
}
