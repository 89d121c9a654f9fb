export interface HeardEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface EventStream {
  readonly status: number;
  readonly contentType: string | null;
  /** The next event that fits; what comes before it is passed over. */
  next(fits?: (event: HeardEvent) => boolean): Promise<HeardEvent>;
  /** Resolves when the other side has ended it. @returns all that was heard and not yet taken */
  ended(): Promise<readonly HeardEvent[]>;
  close(): void;
}

/** Reads server-sent events with fetch, as the page does. Resolves once the stream is open. */
export async function openStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("The stream has no body");
  const heard: HeardEvent[] = [];
  let rest = "";
  const more = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    if (done) return false;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      const event = fields.get("event");
      if (event !== undefined) heard.push({ event, data: JSON.parse(fields.get("data") ?? "null") });
    }
    return true;
  };
  // The first bytes: from here on, whatever changes is heard.
  if (response.status === 200) await more();
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    async next(fits = () => true) {
      for (;;) {
        for (let event = heard.shift(); event !== undefined; event = heard.shift())
          if (fits(event)) return event;
        if (!(await more())) throw new Error("The stream ended");
      }
    },
    async ended() {
      while (await more());
      return heard;
    },
    close: () => leaving.abort(),
  };
}
