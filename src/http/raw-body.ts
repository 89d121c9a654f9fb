import type { Request } from "express";

/**
 * The body byte for byte, which is what signatures are made over. A host application may have parsed it before us:
 * then as it kept it (`rawBody`), or written anew. A signature that fits was made over these very bytes.
 */
export function rawBodyOf(req: Request): Buffer {
  const { body, rawBody } = req as { body?: unknown; rawBody?: unknown };
  if (Buffer.isBuffer(body)) return body;
  if (Buffer.isBuffer(rawBody)) return rawBody;
  const isEmpty = req.get("transfer-encoding") === undefined && !(Number(req.get("content-length")) > 0);
  if (isEmpty || body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
