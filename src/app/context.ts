import type { Claims, Connector } from "../crm/contract.ts";
import type { LinkMaker } from "./media-links.ts";
import type { CarrierGateway, Clock, Logger, NewId, Store, TextbackEvent } from "./ports.ts";

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
  readonly sealer: Sealer;
  readonly links: LinkMaker;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Logger;
  /** Tells whoever listens; called only after the commit. */
  readonly emit: (event: TextbackEvent) => void;
}
