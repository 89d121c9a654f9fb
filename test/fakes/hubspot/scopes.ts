/**
 * Which scope each endpoint asks for, as HubSpot's reference has it. Calls and communications are covered by those of
 * contacts (2026-09 reference, "Scope requirements").
 */
const READ = "crm.objects.contacts.read";
const WRITE = "crm.objects.contacts.write";

const TABLE: readonly (readonly [method: RegExp, path: RegExp, scope: string])[] = [
  [/POST/, /^\/oauth\/2026-09\/token(\/revoke)?$/, "oauth"],
  [/DELETE/, /^\/appinstalls\/2026-09\/external-install$/, "oauth"],
  [/GET/, /^\/account-info\/2026-09\/details$/, "oauth"],
  [/GET/, /^\/crm\/objects\/2026-09\/(contacts|calls|communications)\/[^/]+$/, READ],
  [/POST/, /^\/crm\/objects\/2026-09\/contacts\/search$/, READ],
  [/POST/, /^\/crm\/objects\/2026-09\/(contacts|calls|communications)\/batch\/read$/, READ],
  [/POST/, /^\/crm\/associations\/2026-09\/contacts\/\w+\/batch\/read$/, READ],
  [/GET/, /^\/crm\/properties\/2026-09\/contacts(\/\w+)?$/, READ],
  [/POST/, /^\/crm\/objects\/2026-09\/(contacts|calls|communications)(\/batch\/(create|update))?$/, WRITE],
  [/PATCH|DELETE/, /^\/crm\/objects\/2026-09\/(contacts|calls|communications)\/[^/]+$/, WRITE],
  [/POST/, /^\/crm\/associations\/2026-09\/\w+\/\w+\/batch\/(create|archive|associate\/default)$/, WRITE],
];

/** `null`: no scope that we know of opens it. */
export const scopeOf = (method: string, path: string): string | null =>
  TABLE.find(([methods, paths]) => methods.test(method) && paths.test(path))?.[2] ?? null;
