/** What the operator's console needs from the tables, and what it shows. */
import type { LineDefaults } from "../../domain/settings.ts";
import type { TextingState } from "../../domain/texting-state.ts";
import type { Page, PageRequest } from "./index.ts";

/** One business as the tables have it. */
export interface Standing {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly createdAt: Date;
  readonly lines: readonly { readonly forwards: boolean; readonly texting: TextingState | null }[];
  readonly credits: number;
  /** `null`: it keeps its leads here. */
  readonly connector: string | null;
  readonly health: string | null;
  readonly pending: number;
  readonly failed: number;
  readonly openNotices: number;
  readonly lastCallAt: Date | null;
}

export interface ConsoleTable {
  /** The oldest first; `search` is a part of a name. */
  standings(search: string, page: PageRequest): Promise<Page<Standing>>;
  /** What the operator chose; the rest is ours. */
  lineDefaults(): Promise<Partial<LineDefaults>>;
  putLineDefaults(settings: Partial<LineDefaults>, at: Date): Promise<void>;
}

export interface BusinessHealth extends Omit<Standing, "lines" | "connector" | "health"> {
  readonly connector: string;
  readonly health: string;
  readonly lines: number;
  readonly forwarding: number;
  /** Lines whose texts the carriers hold. */
  readonly notTexting: number;
}
