import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../api/endpoints.ts";
import type { Transfer } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { credits } from "../../words/en/credits.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords } from "../../words/time.ts";
import { type Movement, movements, reasonWords } from "../../words/transfer.ts";
import classes from "./transfers.module.css";

export function Transfers({
  transfers,
  more,
  loading,
}: {
  transfers: readonly Transfer[];
  more: (() => void) | null;
  loading: boolean;
}) {
  return (
    <>
      <ul className={classes.list}>
        {movements(transfers).map((movement) => (
          <Row key={movement.transfer.id} movement={movement} />
        ))}
      </ul>
      {more && (
        <div className={classes.more}>
          <Button variant="default" onClick={more} loading={loading}>
            {common("showMore")}
          </Button>
        </div>
      )}
    </>
  );
}

function Row({ movement: { transfer, title, change } }: { movement: Movement<Transfer> }) {
  const { timeZone } = useBusiness();
  const [open, setOpen] = useState(false);
  const words = (
    <>
      <span className={classes.words}>
        <span className={classes.title}>{title}</span>
        <span className={classes.soft}>
          {momentWords(new Date(transfer.occurredAt), timeZone)}
          {transfer.textId === null && transfer.reason !== "" && ` · ${reasonWords(transfer.reason)}`}
        </span>
      </span>
      <span className={classes.amount} data-tone={change > 0 ? "in" : change === 0 ? "quiet" : "out"}>
        {change > 0 ? `+${change}` : change === 0 ? "0" : `−${-change}`}
      </span>
    </>
  );
  if (transfer.textId === null)
    return (
      <li className={classes.row}>
        {words}
        <span className={classes.gap} />
      </li>
    );
  return (
    <li>
      <button type="button" className={classes.row} onClick={() => setOpen(!open)} aria-expanded={open}>
        {words}
        <span className={classes.gap}>
          <Icon name="down" size={18} />
        </span>
      </button>
      {open && <PaidText id={transfer.textId} />}
    </li>
  );
}

/** The text that the credit paid for. */
function PaidText({ id }: { id: string }) {
  const business = useBusiness();
  const { data, error } = useQuery({
    queryKey: ["business", business.id, "text", id],
    queryFn: ({ signal }) => api.text(business.id, id, signal),
  });
  return (
    <div className={classes.text}>
      {data === undefined ? (
        <p className={classes.soft}>{error === null ? common("loading") : wordsOf(error)}</p>
      ) : (
        <>
          <p>{data.body}</p>
          <Link to={`/inbox/${encodeURIComponent(data.phone)}`} className={classes.link}>
            {credits("movements.to", { number: phoneWords(data.phone, business.country) })}
          </Link>
        </>
      )}
    </div>
  );
}
