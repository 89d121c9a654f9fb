/** Buying credits: on the payment service's own page, or from whoever runs this. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useSearchParams } from "react-router";
import { ApiProblem, newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { CreditOffer } from "../../api/shapes.ts";
import { useBusiness, useWorkspace } from "../../shell/workspace.tsx";
import { Card, Note } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { credits as words } from "../../words/en/credits.ts";
import { dollars } from "../../words/number.ts";
import { priceWords, sellerWords } from "../../words/offer.ts";
import { saidInSpanish } from "../../words/said.ts";
import classes from "./credits.module.css";

export function Buy({ offer }: { offer: CreditOffer }) {
  const { id } = useBusiness();
  const { session } = useWorkspace();
  const key = useRef(newIdempotencyKey());
  const buy = useMutation({
    mutationFn: async (credits: number) => {
      const bought = await api.buyCredits(id, credits, key.current);
      // The answer to a repeated request does not tell where to pay.
      const { url } = bought.url === null ? await api.purchase(id, bought.id) : bought;
      if (url === null) throw new ApiProblem(0, "unreadable", words("buy.noPage"));
      return url;
    },
    onSuccess: (url) => location.assign(url),
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  if (!offer.byCard) return <Card title={words("buy.more")}>{sellerWords(offer)}</Card>;
  if (session.role === "member")
    return <Card title={words("buy.more")}>{words("buy.ownersOnly", { price: priceWords(offer) })}</Card>;
  return (
    <Card title={words("buy.title")} about={words("buy.about")}>
      <div className={classes.packs}>
        {offer.packs.map(({ credits, priceCents }) => (
          <Button
            key={credits}
            variant="default"
            loading={(buy.isPending || buy.isSuccess) && buy.variables === credits}
            disabled={(buy.isPending || buy.isSuccess) && buy.variables !== credits}
            onClick={() => {
              // Another pack is another purchase.
              if (buy.variables !== credits) key.current = newIdempotencyKey();
              buy.mutate(credits);
            }}
          >
            {words("buy.pack", { credits, price: dollars(priceCents) })}
          </Button>
        ))}
      </div>
      {buy.isError && (
        <p className={classes.problem} role="alert">
          {wordsOf(buy.error)}
        </p>
      )}
    </Card>
  );
}

const ASKED_EVERY_MS = 2_000;

/** The owner is back from paying; word of the payment may be a few seconds behind. */
export function Bought() {
  const { id } = useBusiness();
  const client = useQueryClient();
  const [search] = useSearchParams();
  const purchaseId = search.get("purchase");
  const { data: purchase } = useQuery({
    queryKey: [...keys.credits(id), "purchase", purchaseId],
    queryFn: ({ signal }) => api.purchase(id, purchaseId ?? "", signal),
    enabled: purchaseId !== null,
    refetchInterval: ({ state: { data } }) => (data?.state === "open" ? ASKED_EVERY_MS : false),
  });
  const isPaid = purchase?.state === "paid";
  useEffect(() => {
    if (isPaid) void client.invalidateQueries({ queryKey: keys.credits(id), exact: true });
  }, [isPaid, client, id]);
  if (purchase === undefined) return null;
  switch (purchase.state) {
    case "paid":
      return <Note tone="good" title={words("bought.thanks", { credits: purchase.credits })} />;
    case "open":
    case "opening":
      return (
        <Note tone="wait" title={words("bought.open")}>
          {words("bought.openWords")}
        </Note>
      );
    default:
      return (
        <Note tone="bad" title={words("bought.failed")}>
          {purchase.problem === null
            ? words("bought.failedWords")
            : (saidInSpanish()?.purchaseProblem ?? purchase.problem)}
        </Note>
      );
  }
}
