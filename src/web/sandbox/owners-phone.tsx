import { Button } from "@mantine/core";
import type { Scene } from "../../sandbox/scene.ts";
import { Icon } from "../ui/icons.tsx";
import { sandbox } from "../words/en/sandbox.ts";
import { allOf } from "../words/list.ts";
import { phoneWords } from "../words/phone.ts";
import { WITHHELD } from "../words/sandbox.ts";
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
  const caller = call.from === WITHHELD ? sandbox("callers.withheld") : phoneWords(call.from, country);
  return (
    <section className={classes.owner} aria-label={sandbox("owner.label")} role="alert">
      <p className={classes.rings}>
        <Icon name="incoming" size={20} />
        <span>
          <strong>{sandbox("owner.rings")}</strong>
          {sandbox("owner.calls", {
            caller,
            phones: allOf(call.phones.map((phone) => phoneWords(phone, country))),
          })}
        </span>
      </p>
      <Button fullWidth onClick={() => moves.answer("ring_out")}>
        {sandbox("answer.ring_out")}
      </Button>
      <div className={classes.others}>
        {(["answer", "busy", "voicemail"] as const).map((answer) => (
          <Button key={answer} variant="default" size="sm" onClick={() => moves.answer(answer)}>
            {sandbox(`answer.${answer}`)}
          </Button>
        ))}
      </div>
      <p className={classes.soft}>{sandbox("owner.hint")}</p>
    </section>
  );
}
