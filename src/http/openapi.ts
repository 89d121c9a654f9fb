import { z } from "zod";
import type { Route } from "./route.ts";

/** OpenAPI 3.1 from the very routes and schemas that serve the requests. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const each of routes) {
    const path = `/api/v1${each.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    const names = [...each.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
    const query =
      each.query === null ? null : z.toJSONSchema(each.query, { io: "input", unrepresentable: "any" });
    const properties = Object.entries(query?.properties ?? {});
    paths[path] ??= {};
    paths[path][each.method] = {
      summary: each.summary,
      security: each.guard === "public" ? [] : [{ bearer: [] }, { cookie: [] }],
      parameters: [
        ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
        ...properties.map(([name, schema]) => ({ name, in: "query", required: false, schema })),
        ...(each.method === "get"
          ? []
          : [{ name: "Idempotency-Key", in: "header", schema: { type: "string" } }]),
      ],
      ...(each.csvLimit === undefined
        ? {}
        : { requestBody: { required: true, content: { "text/csv": { schema: { type: "string" } } } } }),
      ...(each.body === null
        ? {}
        : {
            requestBody: {
              required: true,
              content: {
                "application/json": {
                  schema: z.toJSONSchema(each.body, { io: "input", unrepresentable: "any" }),
                },
              },
            },
          }),
      responses: {
        default: {
          description: "The answer, or a problem document (RFC 9457) with a stable `code`",
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "textback", version },
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "__Host-textback" },
      },
    },
    paths,
  };
}
