/**
 * The lines as last seen, kept in memory and in a sealed file, so that a caller is connected also while the
 * database is down. It is read only then.
 */
import { type ForwardTarget, parseForwardTarget } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { LineInUse } from "../ports/index.ts";
import { isElsewhere } from "../timeline/find-record.ts";

/** Where the sealed copy is kept between starts. */
export interface DirectoryFile {
  read(): Promise<string | null>;
  write(sealed: string): Promise<void>;
}

export interface LineDirectory {
  find(number: string): LineInUse | null;
  /** Whether the business keeps its leads in a CRM of its own, as last seen. */
  keepsLeadsElsewhere(businessId: string): boolean;
  /** Who may sign for an account that businesses registered. */
  signersFor(accountSid: string): readonly AccountToken[];
  refresh(): Promise<void>;
  restore(): Promise<void>;
}

interface AccountToken {
  readonly businessId: string;
  readonly token: string;
}

interface Snapshot {
  readonly lines: readonly LineInUse[];
  readonly tokens: Readonly<Record<string, readonly AccountToken[]>>;
}

const ABOUT = "line-directory";

const targetText = (to: ForwardTarget): string => (to.kind === "phone" ? to.number : to.uri);

export function lineDirectory(app: App, file: DirectoryFile | null): LineDirectory {
  let lines = new Map<string, LineInUse>();
  let tokens: Snapshot["tokens"] = {};
  let elsewhere: ReadonlySet<string> = new Set();
  let written = "";
  const use = (snapshot: Snapshot) => {
    lines = new Map(snapshot.lines.map((each) => [each.line.number, each]));
    tokens = snapshot.tokens;
    elsewhere = new Set(
      snapshot.lines.filter((each) => isElsewhere(app, each)).map(({ business }) => business.id),
    );
  };
  return {
    find: (number) => lines.get(number) ?? null,
    keepsLeadsElsewhere: (businessId) => elsewhere.has(businessId),
    signersFor: (accountSid) => tokens[accountSid] ?? [],
    async refresh() {
      const inUse = await app.store.read.lines.listInUse();
      const byAccount: Record<string, AccountToken[]> = {};
      for (const sid of new Set(inUse.flatMap(({ carrierAccountSid }) => carrierAccountSid ?? []))) {
        const rows = await app.store.read.carriers.listByAccount(sid);
        byAccount[sid] = await Promise.all(
          rows.map(async ({ businessId, sealedAuthToken }) => ({
            businessId,
            token: await app.sealer.open(sealedAuthToken, `carrier:${businessId}`),
          })),
        );
      }
      const snapshot: Snapshot = { lines: inUse, tokens: byAccount };
      use(snapshot);
      const text = JSON.stringify(snapshot);
      if (file === null || text === written) return;
      await file.write(await app.sealer.seal(text, ABOUT));
      written = text;
    },
    async restore() {
      const sealed = (await file?.read()) ?? null;
      if (sealed === null) return;
      const snapshot: Snapshot = JSON.parse(await app.sealer.open(sealed, ABOUT));
      use({
        ...snapshot,
        lines: snapshot.lines.map((each) => ({
          ...each,
          business: { ...each.business, createdAt: new Date(each.business.createdAt) },
          line: {
            ...each.line,
            // Read again rather than trusted: the file may be of another version.
            forwardTo: [each.line.forwardTo].flat().flatMap((to) => parseForwardTarget(targetText(to)) ?? []),
            texting: null,
          },
        })),
      });
    },
  };
}
