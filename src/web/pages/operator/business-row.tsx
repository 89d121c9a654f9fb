import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import type { BusinessHealth } from "../../api/shapes.ts";
import { useWorkspace } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Note } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { operator } from "../../words/en/operator.ts";
import { lastCallWords, standingSigns } from "../../words/standing.ts";
import classes from "./businesses.module.css";
import { Grant } from "./grant.tsx";

export function BusinessRow({ business }: { business: BusinessHealth }) {
  const { choose, businessId } = useWorkspace();
  const navigate = useNavigate();
  const [granting, setGranting] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setGranting(false);
    opener.current?.focus();
  };
  return (
    <li className={classes.row}>
      <button
        type="button"
        className={classes.name}
        aria-current={business.id === businessId ? "true" : undefined}
        onClick={async () => {
          choose(business.id);
          await navigate("/inbox");
        }}
      >
        <strong>{business.name}</strong>
        <span>{lastCallWords(business.lastCallAt, business.timeZone, new Date())}</span>
      </button>
      <ul className={classes.signs} aria-label={operator("health")}>
        {standingSigns(business).map(({ words, tone }) => (
          <li key={words} className={classes.sign} data-tone={tone}>
            <Icon name={tone === "good" ? "check" : "alert"} size={15} />
            {words}
          </li>
        ))}
      </ul>
      <div className={classes.actions}>
        <Button
          ref={opener}
          variant="default"
          onClick={() => setGranting(!granting)}
          aria-expanded={granting}
        >
          {operator("addCredits")}
        </Button>
        <OwnersLink business={business.id} />
      </div>
      {granting && <Grant business={business.id} done={close} />}
    </li>
  );
}

/** For an owner who cannot sign in by code yet: a link that works once, for a quarter of an hour. */
function OwnersLink({ business }: { business: string }) {
  const key = useRef(newIdempotencyKey());
  const make = useMutation({
    mutationFn: () => api.makeSignInLink(business, key.current),
    onSettled: () => {
      key.current = newIdempotencyKey();
    },
  });
  return (
    <>
      <Button variant="subtle" loading={make.isPending} onClick={() => make.mutate()}>
        {operator("ownersLink")}
      </Button>
      {make.data?.url != null && (
        <Note tone="good" title={operator("linkMade")}>
          <code className={classes.key}>{make.data.url}</code>
        </Note>
      )}
      {make.isError && (
        <Note tone="bad" title={operator("noLink")}>
          {wordsOf(make.error)}
        </Note>
      )}
    </>
  );
}
