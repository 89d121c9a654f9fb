/** Why credits came or went, where the service wrote it: what a person wrote stays as it is. */
export const transferReason = (reason: string): string =>
  reason.replace(/^Bought for (?=\$)/, "Comprados por ");

/** A payment that a bank did not make, or that the payment service refused. */
export const purchaseProblem = "El pago no se hizo. No se agregaron créditos.";
