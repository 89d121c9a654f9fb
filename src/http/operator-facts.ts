/** Who runs this service, as its public pages tell it. */
export interface OperatorFacts {
  readonly name: string | null;
  readonly supportEmail: string | null;
  /** The addresses our requests come from, for the allowlists of others. */
  readonly outgoingIps: readonly string[];
}
