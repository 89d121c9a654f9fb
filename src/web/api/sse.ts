/**
 * Server-sent events, read with fetch: EventSource cannot send the bearer token of an embedded page. The
 * grammar is that of the HTML standard, section 9.2.6 "Interpreting an event stream".
 */
export interface ServerEvent {
  readonly kind: string;
  readonly data: string;
}

/** Takes the stream in whatever pieces it arrives, and gives whole events. */
export function eventParser(): (piece: string) => ServerEvent[] {
  let rest = "";
  let kind = "";
  let data: string[] = [];
  let first = true;

  const field = (line: string, found: ServerEvent[]) => {
    if (line === "") {
      if (data.length > 0) found.push({ kind: kind === "" ? "message" : kind, data: data.join("\n") });
      kind = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") kind = value;
    else if (name === "data") data.push(value);
    // A line that begins with a colon is a comment; `id` and `retry` we do not need: a reconnect refetches.
  };

  return (piece) => {
    const found: ServerEvent[] = [];
    let text = rest + piece;
    if (first && text !== "") {
      text = text.replace(/^\uFEFF/, "");
      first = false;
    }
    let at = 0;
    for (;;) {
      const end = /\r\n|\n|\r/.exec(text.slice(at));
      // A carriage return at the very end may be half of a line break whose other half is still to come.
      if (end === null || (end[0] === "\r" && at + end.index + 1 === text.length)) break;
      field(text.slice(at, at + end.index), found);
      at += end.index + end[0].length;
    }
    rest = text.slice(at);
    return found;
  };
}

/** Reads until the server ends the stream or the signal aborts. */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: ServerEvent) => void,
  onLife: () => void = () => {},
): Promise<void> {
  const parse = eventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onLife();
      for (const event of parse(decoder.decode(value, { stream: true }))) onEvent(event);
    }
  } finally {
    reader.releaseLock();
  }
}

/** What changed on the server, as far as the page cares. */
export type News =
  | { readonly kind: "conversation" | "lead"; readonly phone: string | null }
  | { readonly kind: "line" | "credits" | "connection" }
  | { readonly kind: "unrecognised" };

/** The kind stands in `event:`, or in the data when the server names all its events "message". */
export function newsOf(event: ServerEvent): News {
  const said = jsonOf(event.data);
  const kind = event.kind === "message" ? said.kind : event.kind;
  switch (kind) {
    case "conversation":
    case "lead":
      return { kind, phone: typeof said.phone === "string" ? said.phone : null };
    case "line":
    case "credits":
    case "connection":
      return { kind };
    default:
      return { kind: "unrecognised" };
  }
}

function jsonOf(data: string): { readonly kind?: unknown; readonly phone?: unknown } {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
