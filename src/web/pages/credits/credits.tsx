/** Credits: what is there, how long it lasts, and every movement. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { LOW_CREDITS } from "../../../domain/credits.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { creditsQuery, everyPage, keys } from "../../api/queries.ts";
import type { Credits } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { daysLeft, daysLeftWords, FORECAST_DAYS } from "../../words/forecast.ts";
import { Transfers } from "./transfers.tsx";

const PAGE = 50;
/** The forecast looks at so many pages of 200 at most: two weeks of all but the busiest. */
const FORECAST_PAGES = 5;
const DAY_MS = 86_400_000;

export default function CreditsPage() {
  const { id } = useBusiness();
  const credits = useQuery(creditsQuery(id));
  const transfers = useInfiniteQuery({
    queryKey: [...keys.credits(id), "transfers"],
    queryFn: ({ pageParam, signal }) => api.transfers(id, { after: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const lately = useQuery({
    queryKey: [...keys.credits(id), "lately"],
    queryFn: async ({ signal }) => {
      const since = Date.now() - FORECAST_DAYS * DAY_MS;
      return await everyPage(
        (after) => api.transfers(id, { after, limit: 200 }, signal),
        FORECAST_PAGES,
        (items) => items.some(({ occurredAt }) => Date.parse(occurredAt) < since),
      );
    },
    staleTime: 300_000,
  });
  const items = transfers.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <PageFrame
      title="Credits"
      about="One credit pays for one text, however long. Calls, forwarding and texts you receive are free."
      actions={credits.data?.purchase ? <Buy purchase={credits.data.purchase} /> : undefined}
    >
      {credits.data === undefined ? (
        credits.isError ? (
          <Trouble error={credits.error} retry={() => void credits.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <>
          <Low credits={credits.data} />
          <Card>
            <Figures>
              <Figure
                label="Left"
                value={credits.data.available.toLocaleString("en-US")}
                note={
                  lately.data === undefined
                    ? "\u00A0"
                    : daysLeftWords(daysLeft(credits.data.available, lately.data.items, new Date()))
                }
              />
              <Figure
                label="Set aside"
                value={credits.data.held.toLocaleString("en-US")}
                note="For texts on their way"
              />
              <Figure
                label="Spent so far"
                value={credits.data.spent.toLocaleString("en-US")}
                note="Texts sent"
              />
            </Figures>
          </Card>
        </>
      )}
      <Card title="Movements" flush>
        {transfers.isPending ? (
          <Loading />
        ) : transfers.isError ? (
          <Trouble error={transfers.error} retry={() => void transfers.refetch()} />
        ) : items.length === 0 ? (
          <Empty icon="coins" title="No movements yet">
            Each credit that comes or goes stands here, with the text it paid for.
          </Empty>
        ) : (
          <Transfers
            transfers={items}
            more={transfers.hasNextPage ? () => void transfers.fetchNextPage() : null}
            loading={transfers.isFetchingNextPage}
          />
        )}
      </Card>
    </PageFrame>
  );
}

function Low({ credits }: { credits: Credits }) {
  const howToBuy = credits.purchase
    ? "Buy more with the button above."
    : "Ask your provider for more: $9 buys 100.";
  if (credits.available === 0)
    return (
      <Note tone="bad" title="There are no credits left">
        Calls still reach you and are logged, but missed callers are not texted. {howToBuy}
      </Note>
    );
  return credits.available < LOW_CREDITS ? (
    <Note
      tone="wait"
      title={`Only ${credits.available} ${credits.available === 1 ? "credit" : "credits"} left`}
    >
      When they are gone, missed callers are no longer texted. {howToBuy}
    </Note>
  ) : null;
}

function Buy({ purchase }: { purchase: NonNullable<Credits["purchase"]> }) {
  const { id } = useBusiness();
  const key = useRef(newIdempotencyKey());
  const buy = useMutation({
    mutationFn: () => api.buyCredits(id, purchase.credits, key.current),
    // The card is asked for by the payment service; it sends the owner back here.
    onSuccess: ({ url }) => location.assign(url),
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  const price = (purchase.priceCents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });
  return (
    <div>
      <Button loading={buy.isPending || buy.isSuccess} onClick={() => buy.mutate()}>
        Buy {purchase.credits} for {price}
      </Button>
      {buy.isError && <p role="alert">{wordsOf(buy.error)}</p>}
    </div>
  );
}
