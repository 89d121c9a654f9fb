/**
 * The network below jsforce. Its own transport follows redirects and sends the token along, waits for 30 minutes,
 * repeats requests, and ends the whole process when a connection breaks in the middle of an answer: the error of
 * the body's stream has no listener (seen with 3.10.26). This one does one request, within a time that covers
 * the body too, and remembers the answer: jsforce's errors carry neither status nor headers.
 */
import { PassThrough } from "node:stream";

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | null;
}

export async function send(request: HttpRequest, timeoutMs: number): Promise<HttpAnswer> {
  const { url, method, headers = {}, body = null } = request;
  const answer = await fetch(url, {
    method,
    headers,
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: await answer.text(),
  };
}

/** In the shape that jsforce asks of a transport: a promise that could also be read as a stream. */
export function recordingTransport(timeoutMs: number) {
  const seen: { answer: HttpAnswer | null } = { answer: null };
  const httpRequest = (request: HttpRequest) => {
    const answered = send(request, timeoutMs).then((answer) => {
      seen.answer = answer;
      return answer;
    });
    return Object.assign(answered, { stream: () => new PassThrough() });
  };
  return { seen, httpRequest };
}
