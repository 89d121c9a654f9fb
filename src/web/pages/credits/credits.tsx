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
import { daysLeftWords } from "../../words/forecast.ts";
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
    <PageFrame
      title="Credits"
      about="One credit pays for one text, however long. Calls, forwarding and texts you receive are free."
    >
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
                label="Left"
                value={credits.data.available.toLocaleString("en-US")}
                note={usage.data === undefined ? "\u00A0" : daysLeftWords(usage.data.forecast.daysLeft)}
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
              {credits.data.owed !== undefined && (
                <Figure
                  label="Owed"
                  value={credits.data.owed.toLocaleString("en-US")}
                  note="Of a payment taken back"
                />
              )}
            </Figures>
          </Card>
          {offer.data && <Buy offer={offer.data} />}
          {usage.data && <Usage days={usage.data.days} />}
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
      {items.length > 0 && (
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          Save all as a spreadsheet (CSV)
        </Button>
      )}
      {save.isError && <p role="alert">{wordsOf(save.error)}</p>}
    </PageFrame>
  );
}

function Low({ credits, offer }: { credits: Credits; offer: CreditOffer | undefined }) {
  const howToBuy = offer === undefined ? "" : offer.byCard ? "Buy more below." : sellerWords(offer);
  if (credits.owed !== undefined)
    return (
      <Note tone="bad" title={`${credits.owed} ${credits.owed === 1 ? "credit is" : "credits are"} owed`}>
        A payment was taken back after these credits were spent. What you buy next pays them first; until then
        missed callers are not texted. {howToBuy}
      </Note>
    );
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
