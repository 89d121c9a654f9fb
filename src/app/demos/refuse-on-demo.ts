import { isDemo } from "../../domain/demo.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Tx } from "../ports/index.ts";

/**
 * @param what a sentence's end: why it cannot be done there
 * @throws Refusal `demo_business`
 */
export async function refuseOnDemo(tx: Tx, businessId: string, what: string): Promise<void> {
  const business = await tx.businesses.find(businessId);
  if (business !== null && isDemo(business))
    throw new Refusal("demo_business", `This is a demo business: ${what}.`);
}
