/** What telling people on their own devices needs from the edges. */

/** Where a browser is reached, as it said: all of it comes from outside. */
export interface PushTarget {
  /** At the browser's push service. */
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PushDevice {
  readonly id: string;
  readonly businessId: string;
  readonly userId: string;
  /** The target, sealed. */
  readonly sealed: string;
}

export interface PushTx {
  readonly push: {
    keys(): Promise<{ readonly publicKey: string; readonly sealedPrivateKey: string } | null>;
    /** The first pair stays. */
    keepKeys(publicKey: string, sealedPrivateKey: string): Promise<void>;
    /** Whoever has this endpoint already is moved to this user. Beyond `limit` of a user the oldest goes. */
    put(
      device: PushDevice & {
        readonly endpointHash: Buffer;
        readonly sessionHash: Buffer | null;
        readonly at: Date;
      },
      limit: number,
    ): Promise<void>;
    list(businessId: string): Promise<readonly PushDevice[]>;
    remove(businessId: string, id: string): Promise<void>;
    /** @returns whether there was one */
    removeOfEndpoint(businessId: string, userId: string, endpointHash: Buffer): Promise<boolean>;
    removeOfSession(sessionHash: Buffer): Promise<void>;
    removeOfUsers(userIds: readonly string[]): Promise<void>;
  };
}

/** `gone`: the push service knows this device no more. */
export type PushResult =
  | { readonly kind: "sent" }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "later"; readonly why: string };

export interface PushSender {
  newKeys(): PushKeys;
  /** Why this address may not be called, in words; `null`: it may, as far as can be told without asking. */
  problemWith(endpoint: string): string | null;
  /** @param lives for how many seconds the push service may keep it for a device that is off */
  send(ask: {
    readonly target: PushTarget;
    readonly keys: PushKeys;
    readonly payload: string;
    readonly lives: number;
  }): Promise<PushResult>;
}
