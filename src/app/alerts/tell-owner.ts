/** Writes down, in the transaction of what happened, that the owner is to hear of it. A job tells them. */
import { ALERT_PAUSE_MS, type AlertAbout, channelsFor, turnOf } from "../../domain/alerts.ts";
import type { Business } from "../../domain/business.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";

export interface News {
  readonly about: Extract<AlertAbout, "missed_call" | "reply">;
  /** The call or the text. */
  readonly sourceId: string;
  readonly line: E164;
  readonly phone: E164 | null;
}

/** At most one alert per caller and channel in ten minutes, however many transactions want one at once; a reply waits. */
export async function tellOwner(app: App, tx: Tx, business: Business, news: News): Promise<void> {
  const settings = business.alerts;
  if (settings === null) return;
  const channels = channelsFor(settings, news.about).filter(
    // Nobody needs a text that says that they called.
    (channel) => channel !== "text" || settings.text?.to !== news.phone,
  );
  const occurredAt = app.clock.now();
  const wanted = await tx.alerts.wantInTurn(
    channels.map((channel) => ({
      ...news,
      id: app.newId("alert"),
      businessId: business.id,
      channel,
      occurredAt,
    })),
    turnOf(news.phone),
    ALERT_PAUSE_MS,
  );
  await Promise.all(
    wanted.map(({ id: alertId, at }) =>
      tx.jobs.enqueue(
        { kind: "send_alert", businessId: business.id, alertId },
        at > occurredAt ? at : undefined,
      ),
    ),
  );
}
