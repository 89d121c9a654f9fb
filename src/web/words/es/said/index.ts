/**
 * What the service itself says in words. In English it stands as it came; here it is said by the codes that came
 * with it. The words of a CRM, of a carrier or of the business stay as they are.
 */
export * from "./answer.ts";
export * from "./calls.ts";
export * from "./credits.ts";
export * from "./delivery.ts";
export * from "./fields.ts";
export * from "./import.ts";
export * from "./leads.ts";
export * from "./notices.ts";
export * from "./problems.ts";
export * as receipt from "./receipt.ts";
export * from "./template.ts";
export * from "./texting.ts";
