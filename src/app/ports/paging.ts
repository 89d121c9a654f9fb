/** A page of a list. */

/** A page of a list: what follows `after`, at most `limit`. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
