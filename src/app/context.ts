import type { Claims, Connector } from "../crm/contract.ts";
import type { Access } from "./connections/access.ts";
import type { Mailer, WebhookPoster } from "./ports/alerts.ts";
import type { DemoCarrier } from "./ports/demos.ts";
import type { CarrierGateway, Clock, Logger, NewId, Store, TextbackEvent } from "./ports/index.ts";
import type { OAuthVendors } from "./ports/oauth.ts";
import type { CardPayments } from "./ports/payments.ts";
import type { PushSender } from "./ports/push.ts";
import type { LinkMaker } from "./privacy/media-links.ts";

/** Seals secrets at rest. `about` binds the sealed text to its row: moved elsewhere, it does not open. */
export interface Sealer {
  seal(plain: string, about: string): Promise<string>;
  open(sealed: string, about: string): Promise<string>;
}

/** All that a use case is given. */
export interface App {
  readonly store: Store;
  readonly carrier: CarrierGateway;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** What connectors agree on across processes: locks and request budgets. */
  readonly claims: Claims;
  /** The CRMs at which the operator has registered an app. */
  readonly vendors: OAuthVendors;
  /** Keeps what they gave us access by alive. */
  readonly access: Access;
  /** As installed from a marketplace: CRMs are connected by OAuth alone. */
  readonly isMarketplace: boolean;
  readonly sealer: Sealer;
  readonly links: LinkMaker;
  /** `null`: no mail server is configured. */
  readonly mailer: Mailer | null;
  readonly webhooks: WebhookPoster;
  /** Tells people on their own devices, through their browsers' push services. */
  readonly push: PushSender;
  /** `null`: credits are not sold by card; the operator grants them. */
  readonly payments: CardPayments | null;
  /** `null`: this service has no demo businesses. */
  readonly demoCarrier: DemoCarrier | null;
  /** Where people find us, without a slash at the end. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Logger;
  /** Tells whoever listens; called only after the commit. */
  readonly emit: (event: TextbackEvent) => void;
}
