/** What connecting a CRM by OAuth needs from the edges. */
import type { Credentials } from "../../crm/contract.ts";
import type { Embedding, User } from "./sign-in.ts";

/** What a person's yes brought. */
export interface Grant {
  readonly credentials: Credentials;
  /** The CRM's id of the account: a portal, an org. */
  readonly accountId: string;
  /** The CRM's id of the person. */
  readonly crmUserId: string | null;
}

/** `sign_in`: to know who it is. What is granted then is forgotten at once. */
export type OAuthPurpose = "install" | "sign_in";

/** One CRM's authorization server, with our app there. */
export interface OAuthVendor {
  /** Where our package is installed, when one is needed. */
  readonly packageUrl: string | null;
  /**
   * Where a person says yes: one of the manifest's hosts, or one of the customers' own.
   * `null`: this is not among them.
   */
  hostFor(choice: string | null, domain: string | null): string | null;
  /** Whether people can sign in here by this CRM. */
  readonly knowsPeople: boolean;
  authorizeUrl(ask: {
    readonly purpose: OAuthPurpose;
    readonly host: string;
    readonly state: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): string;
  /** @throws ConnectorError */
  exchange(ask: {
    readonly purpose: OAuthPurpose;
    readonly host: string;
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Promise<Grant>;
  /**
   * The e-mail address of who said yes, as far as the CRM has it proven; `null`: it says none.
   *
   * @throws ConnectorError
   */
  emailOf(credentials: Credentials): Promise<string | null>;
  /** @throws ConnectorError `auth_expired` when only a person can connect again */
  renew(stored: Credentials): Promise<Credentials>;
  /** Whether access ends so soon that it is renewed before it is used. */
  isExpiring(credentials: Credentials, now: Date): boolean;
  isRenewable(credentials: Credentials): boolean;
  /** Takes the app out of the account and the access back. A grant that is gone already is an answer. */
  end(stored: Credentials): Promise<void>;
}

export type OAuthVendors = ReadonlyMap<string, OAuthVendor>;

/** Keeps credentials fresh, one trade at a time across all processes. */
export interface CredentialKeeper {
  hook(
    businessId: string,
    trade: (stored: Credentials) => Promise<Credentials>,
  ): (refused: Credentials) => Promise<Credentials>;
  renew(businessId: string, trade: (stored: Credentials) => Promise<Credentials>): Promise<void>;
  quietSince(connector: string, before: Date): Promise<readonly string[]>;
}

/** Someone went to the vendor to say yes, and is expected back. */
export interface InstallState {
  readonly connector: string;
  readonly host: string;
  readonly purpose: OAuthPurpose;
  /** The business whose owner began this; `null`: the account decides which it is. */
  readonly businessId: string | null;
  /** Of our own page, where a person who signs in was going; `null`: its beginning. */
  readonly returnTo: string | null;
  readonly expiresAt: Date;
}

/** A CRM's page is about to show one of ours, to this person. */
export interface Launch extends Embedding {
  readonly businessId: string;
  readonly userId: string;
}

/** Makes what a page inside a CRM is opened by, and reads it again: only our own, for that CRM, while it lives. */
export interface LaunchTokens {
  /** @param id chance: what makes it single-use */
  sign(launch: Launch & { readonly id: string; readonly expiresAt: Date }): Promise<string>;
  /** @returns the id; `null`: it is forged, foreign, too old, or for another CRM */
  read(token: string, connector: string, now: Date): Promise<string | null>;
}

/** Of a connection that ended: what has still to be given back at the vendor. */
export interface GrantEnding {
  readonly id: string;
  readonly businessId: string;
  readonly connector: string;
  readonly sealedCredentials: string;
  readonly attempts: number;
}

export interface CrmEvent {
  readonly id: string;
  readonly businessId: string;
  readonly connector: string;
  /** The same each time the CRM repeats it. */
  readonly key: string;
  readonly kind: CrmEventKind;
  readonly recordId: string;
  /** Of a merge: the record that goes on. */
  readonly survivorId: string | null;
  /** Of `phone_given`: the number, as it was typed. */
  readonly phone?: string | null;
  readonly occurredAt: Date;
}
export type CrmEventKind = "record_merged" | "record_deleted" | "privacy_deletion" | "phone_given";

/** The part of a transaction that is about installing, and what CRMs tell us by themselves. */
export interface InstallTx {
  readonly installs: {
    addState(state: InstallState & { readonly hash: Buffer; readonly browser: Buffer }): Promise<void>;
    /** Once, and whatever comes of it. */
    takeState(hash: Buffer): Promise<(InstallState & { readonly browser: Buffer }) | null>;
    forgetExpired(now: Date): Promise<void>;
    /** Until the end of the transaction nobody else connects this account. @returns whose it is */
    lockAccount(connector: string, accountId: string): Promise<string | null>;
    businessOf(connector: string, accountId: string): Promise<string | null>;
    userOf(connector: string, accountId: string, crmUserId: string): Promise<User | null>;
    /** Whether an owner has removed this person of the account from the business, and nobody has let them in again. */
    wasRemoved(
      businessId: string,
      person: { readonly connector: string; readonly accountId: string; readonly crmUserId: string },
    ): Promise<boolean>;
    /** @returns false when it was used before. Kept until it would count no more. */
    useSignature(hash: Buffer, expiresAt: Date): Promise<boolean>;
    /** From now on this person of the account is that user, whatever was before. */
    linkUser(link: {
      connector: string;
      accountId: string;
      crmUserId: string;
      businessId: string;
      userId: string;
    }): Promise<void>;
    /** @returns what is to be given back at the vendor; `null`: there is no connection. */
    removeConnection(
      businessId: string,
    ): Promise<{ readonly connector: string; readonly sealedCredentials: string | null } | null>;
    insertEnding(ending: Omit<GrantEnding, "attempts"> & { readonly nextAttemptAt: Date }): Promise<void>;
    findEnding(businessId: string, id: string): Promise<GrantEnding | null>;
    finishEnding(businessId: string, id: string): Promise<void>;
    putOffEnding(businessId: string, id: string, problem: string, nextAttemptAt: Date): Promise<void>;
    overdueEndings(before: Date, limit: number): Promise<readonly { businessId: string; endingId: string }[]>;
    /** @returns the ids of those that were not known yet. */
    insertEvents(events: readonly CrmEvent[]): Promise<readonly string[]>;
    /** Locks it until the end of the transaction; `null`: it is done. */
    lockEvent(businessId: string, id: string): Promise<CrmEvent | null>;
    endEvent(businessId: string, id: string, at: Date): Promise<void>;
    /** In the order in which they happened. */
    overdueEvents(
      before: Date,
      limit: number,
    ): Promise<readonly { businessId: string; eventIds: readonly string[] }[]>;
    forgetEvents(before: Date): Promise<void>;
    /** Every number whose calls or texts stand on this record, or did; who was in touch last stands first. */
    phonesOf(businessId: string, connector: string, recordId: string): Promise<readonly string[]>;
    /** What stood on one record stands on another. @returns whose consent has to be told to it. */
    moveRecord(businessId: string, connector: string, from: string, to: string): Promise<readonly string[]>;
    forgetRecord(businessId: string, connector: string, recordId: string): Promise<void>;
    addLaunch(launch: Launch & { readonly hash: Buffer; readonly expiresAt: Date }): Promise<void>;
    /** Once, and only while it lives. */
    useLaunch(hash: Buffer, now: Date): Promise<Launch | null>;
  };
}
