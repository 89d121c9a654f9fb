/** What signing in needs from the edges: its tables, chance and hashing, and a way to reach a person. */
import type { E164 } from "../../domain/phone.ts";
import type { Contact, Role } from "../../domain/sign-in.ts";

/** A person who works with one business's callers. One person in two businesses is two users. */
export interface User {
  readonly id: string;
  readonly businessId: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: E164 | null;
  /** When a code that was sent there came back; `null`: nobody has shown yet that it is theirs. */
  readonly phoneProvenAt: Date | null;
  readonly role: Role;
  readonly createdAt: Date;
}

export interface Membership {
  readonly userId: string;
  readonly businessId: string;
  readonly businessName: string;
  readonly role: Role;
}

/** A browser that is signed in: as the operator, or as the users whose contact was proven. */
export interface Session {
  readonly id: string;
  readonly operator: boolean;
  /** The earliest first. Empty for the operator alone: a session whose last user was removed is none. */
  readonly members: readonly Membership[];
  readonly lastSeenAt: Date;
}

export interface Invitation {
  readonly id: string;
  readonly businessId: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: E164 | null;
  readonly role: Role;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Of which CRM's account a page of ours is part. */
export interface Embedding {
  readonly connector: string;
  readonly accountId: string;
}

export interface NewSession {
  readonly id: string;
  /** `null`: a browser's own, by its cookie. */
  readonly embedding: Embedding | null;
  readonly hash: Buffer;
  readonly operator: boolean;
  readonly userIds: readonly string[];
  readonly addressKey: Buffer;
  readonly at: Date;
}

/** The part of a transaction that is about people. Tokens are never kept, only their hashes. */
export interface SignInTx {
  readonly users: {
    /** Throws a Refusal `contact_taken` when the business has a user with this e-mail address or phone. */
    insert(user: User): Promise<void>;
    find(businessId: string, id: string): Promise<User | null>;
    list(businessId: string): Promise<readonly User[]>;
    /** In every business, the earliest first. */
    listByContact(contact: Contact): Promise<readonly User[]>;
    /** Throws like `insert`. A new phone is not proven. */
    update(
      businessId: string,
      id: string,
      change: Partial<Pick<User, "name" | "email" | "phone" | "role">>,
    ): Promise<User | null>;
    /** Only while it is the one that they have. */
    provePhone(businessId: string, id: string, phone: E164, at: Date): Promise<boolean>;
    remove(businessId: string, id: string): Promise<boolean>;
    /** Locks the business's owners until the end of the transaction: two cannot both be the last to leave. */
    lockOwners(businessId: string): Promise<readonly User[]>;
  };
  readonly invitations: {
    insert(invitation: Invitation & { readonly hash: Buffer; readonly invitedBy: string }): Promise<void>;
    /** Those that can still be accepted. */
    list(businessId: string, now: Date): Promise<readonly Invitation[]>;
    /** Once, and only while it lives. */
    accept(hash: Buffer, now: Date): Promise<Invitation | null>;
    withdraw(businessId: string, id: string): Promise<boolean>;
  };
  readonly sessions: {
    insert(session: NewSession): Promise<void>;
    find(hash: Buffer, now: Date): Promise<Session | null>;
    /** Of a page inside a CRM. It ends with the connection that it came from. */
    findEmbedded(hash: Buffer, now: Date): Promise<Membership | null>;
    note(id: string, at: Date): Promise<void>;
    revoke(hash: Buffer, at: Date): Promise<void>;
    /** Every session of any of these users. */
    revokeOfUsers(userIds: readonly string[], at: Date): Promise<void>;
    revokeOfOperator(at: Date): Promise<void>;
    /** Whether one of these users signed in from this address before. */
    isFamiliar(userIds: readonly string[], addressKey: Buffer): Promise<boolean>;
  };
  readonly signIn: {
    /** `userId` null: for the operator. */
    addLink(link: { hash: Buffer; userId: string | null; expiresAt: Date }): Promise<void>;
    /** Once, and only while it lives. `null`: there is no such link, or no more. */
    useLink(hash: Buffer, now: Date): Promise<{ readonly userId: string | null } | null>;
    findLinkUser(userId: string): Promise<User | null>;
    addCode(code: { ticket: Buffer; contactKey: Buffer; codeHash: Buffer; expiresAt: Date }): Promise<void>;
    /** Spends one guess and says whether it was right, which uses the code up. */
    guess(
      guess: { ticket: Buffer; contactKey: Buffer; codeHash: Buffer },
      maxGuesses: number,
      now: Date,
    ): Promise<boolean>;
    /** Counts one more use in the bucket's current window. @returns how many there are with it. */
    count(bucket: string, windowMs: number, now: Date): Promise<number>;
    /** Throws away what no longer counts. */
    forgetExpired(now: Date): Promise<void>;
  };
}

/** Chance and hashing. */
export interface Tokens {
  /** 256 bits of chance. */
  newToken(): string;
  /** Of a token: it is long enough that a plain hash cannot be undone. */
  hashToken(token: string): Buffer;
}
export interface SignInSecrets extends Tokens {
  newCode(digits: number): string;
  /** Under a key of ours: for what is short enough to be found by trying, such as codes, contacts and addresses. */
  keyed(purpose: string, ...parts: readonly string[]): Buffer;
}

/** Words to a person of the house, never to a caller. */
export interface Notifier {
  /** `not_configured` is an answer: nothing here could bring it. Trouble is a throw. */
  notify(message: {
    readonly contact: Contact;
    readonly businessId: string;
    readonly subject: string;
    readonly body: string;
    /** The same in one text. */
    readonly text: string;
  }): Promise<"sent" | "not_configured">;
}
