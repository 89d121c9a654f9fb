/** Who runs this service, as its public pages tell it. */
export interface OperatorFacts {
  readonly name: string | null;
  /** Where they can be written to, on paper. */
  readonly address: string | null;
  readonly supportEmail: string | null;
  /** For questions about personal data; `null`: the one for support. */
  readonly privacyEmail: string | null;
  /** What credits cost, in a sentence. */
  readonly pricing: string;
  /** The addresses our requests come from, for the allowlists of others. */
  readonly outgoingIps: readonly string[];
}

export const NOBODY: OperatorFacts = {
  name: null,
  address: null,
  supportEmail: null,
  privacyEmail: null,
  pricing: "100 credits cost $9.00, paid in advance.",
  outgoingIps: [],
};

/** The same as words that fit into a sentence. */
export const factsOf = (operator: OperatorFacts, publicUrl: string): Readonly<Record<string, string>> => {
  const support = operator.supportEmail ?? "the address that the operator of this service gave you";
  return {
    public_url: publicUrl,
    operator: operator.name ?? "the operator of this service",
    operator_address: operator.address ?? "",
    support_email: support,
    privacy_email: operator.privacyEmail ?? support,
    pricing: operator.pricing,
    outgoing_ips:
      operator.outgoingIps.length === 0
        ? "*not published by this service yet: ask its support*"
        : operator.outgoingIps.map((ip) => `\`${ip}\``).join(", "),
  };
};
