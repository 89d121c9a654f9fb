/** What the owner is told in the app. */
import type { Page, PageRequest } from "./paging.ts";

/** What the owner has to know or do, in plain words. */
export interface Notice {
  readonly id: string;
  readonly subject: string;
  readonly headline: string;
  readonly whatToDo: string;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly resolvedAt: Date | null;
}

export interface NoticeTable {
  /** Tells the owner about a matter; while it is open, a repetition only counts up. */
  raise(notice: {
    id: string;
    businessId: string;
    subject: string;
    headline: string;
    whatToDo: string;
    at: Date;
  }): Promise<void>;
  resolve(businessId: string, subject: string, at: Date): Promise<void>;
  find(businessId: string, id: string): Promise<Notice | null>;
  list(businessId: string, page: PageRequest): Promise<Page<Notice>>;
}
