/** Credits: what is there, how long it lasts, and every movement. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { LOW_CREDITS } from "../../../domain/credits.ts";
import { api } from "../../api/endpoints.ts";
import { creditsQuery, keys } from "../../api/queries.ts";
import type { CreditOffer, Credits } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Figure, Figures, Note, PageFrame } from "../../ui/page.tsx";
import { Empty, Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { credits as words } from "../../words/en/credits.ts";
import { daysLeftWords } from "../../words/forecast.ts";
import { numberWords } from "../../words/number.ts";
import { sellerWords } from "../../words/offer.ts";
import { Bought, Buy } from "./buy.tsx";
import { Transfers } from "./transfers.tsx";
import { Usage } from "./usage.tsx";

const PAGE = 50;
const USAGE_DAYS = 30;

export default function CreditsPage() {
  const { id } = useBusiness();
  const credits = useQuery(creditsQuery(id));
  const transfers = useInfiniteQuery({
    queryKey: [...keys.credits(id), "transfers"],
    queryFn: ({ pageParam, signal }) => api.transfers(id, { after: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const usage = useQuery({
    queryKey: [...keys.credits(id), "usage"],
    queryFn: ({ signal }) => api.creditUsage(id, USAGE_DAYS, signal),
  });
  const offer = useQuery({
    queryKey: ["business", id, "credit-offer"],
    queryFn: ({ signal }) => api.creditOffer(id, signal),
    staleTime: 3_600_000,
  });
  const save = useMutation({ mutationFn: () => api.saveTransfers(id, "credits.csv") });
  const items = transfers.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <PageFrame title={words("title")} about={words("about")}>
      <Bought />
      {credits.data === undefined ? (
        credits.isError ? (
          <Trouble error={credits.error} retry={() => void credits.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <>
          <Low credits={credits.data} offer={offer.data} />
          <Card>
            <Figures>
              <Figure
                label={words("left")}
                value={numberWords(credits.data.available)}
                note={usage.data === undefined ? "\u00A0" : daysLeftWords(usage.data.forecast.daysLeft)}
              />
              <Figure
                label={words("setAside")}
                value={numberWords(credits.data.held)}
                note={words("setAsideNote")}
              />
              <Figure
                label={words("spent")}
                value={numberWords(credits.data.spent)}
                note={words("spentNote")}
              />
              {credits.data.owed !== undefined && (
                <Figure
                  label={words("owed")}
                  value={numberWords(credits.data.owed)}
                  note={words("owedNote")}
                />
              )}
            </Figures>
          </Card>
          {offer.data && <Buy offer={offer.data} />}
          {usage.data && <Usage days={usage.data.days} />}
        </>
      )}
      <Card title={words("movements.title")} flush>
        {transfers.isPending ? (
          <Loading />
        ) : transfers.isError ? (
          <Trouble error={transfers.error} retry={() => void transfers.refetch()} />
        ) : items.length === 0 ? (
          <Empty icon="coins" title={words("movements.none")}>
            {words("movements.noneWords")}
          </Empty>
        ) : (
          <Transfers
            transfers={items}
            more={transfers.hasNextPage ? () => void transfers.fetchNextPage() : null}
            loading={transfers.isFetchingNextPage}
          />
        )}
      </Card>
      {items.length > 0 && (
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {words("movements.save")}
        </Button>
      )}
      {save.isError && <p role="alert">{wordsOf(save.error)}</p>}
    </PageFrame>
  );
}

function Low({ credits, offer }: { credits: Credits; offer: CreditOffer | undefined }) {
  const howToBuy = offer === undefined ? "" : offer.byCard ? words("low.buyBelow") : sellerWords(offer);
  if (credits.owed !== undefined)
    return (
      <Note tone="bad" title={words("low.owed", { count: credits.owed })}>
        {words("low.owedWords", { howToBuy })}
      </Note>
    );
  if (credits.available === 0)
    return (
      <Note tone="bad" title={words("low.none")}>
        {words("low.noneWords", { howToBuy })}
      </Note>
    );
  return credits.available < LOW_CREDITS ? (
    <Note tone="wait" title={words("low.few", { count: credits.available })}>
      {words("low.fewWords", { howToBuy })}
    </Note>
  ) : null;
}
