import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FollowOptions, follow, type Opened, pauseMs } from "../../src/web/api/follow.ts";
import { eventParser, newsOf, readEvents, type ServerEvent } from "../../src/web/api/sse.ts";

const streamOf = (...pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });

describe("an event stream", () => {
  it.each<[rule: string, stream: string, events: ServerEvent[]]>([
    ["one event", "event: credits\ndata: {}\n\n", [{ kind: "credits", data: "{}" }]],
    ["without a name it is a message", "data: hi\n\n", [{ kind: "message", data: "hi" }]],
    ["several data lines are one text", "data: a\ndata: b\n\n", [{ kind: "message", data: "a\nb" }]],
    ["only the first space after the colon goes", "data:  a\n\n", [{ kind: "message", data: " a" }]],
    ["comments keep the line open and say nothing", ": ping\n\n: ping\n\n", []],
    ["an event without data is none", "event: line\n\n", []],
    ["an event that is not finished is none yet", "data: a\n", []],
    [
      "carriage returns end lines too",
      "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
      [
        { kind: "message", data: "a" },
        { kind: "message", data: "b" },
        { kind: "message", data: "c" },
      ],
    ],
    ["a byte order mark at the start is skipped", "\uFEFFdata: a\n\n", [{ kind: "message", data: "a" }]],
    [
      "the name does not last",
      "event: line\ndata: 1\n\ndata: 2\n\n",
      [
        { kind: "line", data: "1" },
        { kind: "message", data: "2" },
      ],
    ],
  ])("%s", (_rule, stream, events) => expect(eventParser()(stream)).toEqual(events));

  it("reads the same however its bytes are cut, in the middle of a letter too", async () => {
    const text = fc
      .array(fc.constantFrom("a", "é", "😀", ":", " ", "7"), { maxLength: 8 })
      .map((all) => all.join(""));
    const event = fc.record({
      kind: fc.constantFrom("conversation", "line"),
      data: fc.array(text, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 5 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(6), { maxLength: 60 }),
        async (events, newline, cuts) => {
          const bytes = new TextEncoder().encode(
            `${events.map(({ kind, data }) => [`event: ${kind}`, ...data.map((line) => `data: ${line}`), "", ""].join(newline)).join("")}${newline === "\r" ? ":" : ""}`,
          );
          const pieces: Uint8Array[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            pieces.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          const seen: ServerEvent[] = [];
          await readEvents(streamOf(...pieces), (each) => seen.push(each));
          expect(seen).toEqual(events.map(({ kind, data }) => ({ kind, data: data.join("\n") })));
        },
      ),
    );
  });
});

describe("what an event means", () => {
  it.each([
    [
      "a conversation and whose",
      { kind: "conversation", data: '{"phone":"+15125550142"}' },
      { kind: "conversation", phone: "+15125550142" },
    ],
    [
      "a conversation, nobody says whose",
      { kind: "conversation", data: "" },
      { kind: "conversation", phone: null },
    ],
    ["the kind in the data", { kind: "message", data: '{"kind":"credits"}' }, { kind: "credits" }],
    ["a kind of a newer server", { kind: "weather", data: "{}" }, { kind: "unrecognised" }],
    ["no JSON at all", { kind: "message", data: "<html>" }, { kind: "unrecognised" }],
    ["JSON that is no object", { kind: "message", data: "null" }, { kind: "unrecognised" }],
  ])("%s", (_rule, event, news) => expect(newsOf(event)).toEqual(news));
});

describe("following a stream", () => {
  /** Plays one answer after the other, then stops; rests take no time and are written down. */
  const play = async (answers: readonly Opened[]) => {
    const stop = new AbortController();
    const log: string[] = [];
    const left = [...answers];
    const options: FollowOptions = {
      open: async () => {
        const next = left.shift();
        if (next === undefined) stop.abort();
        return next ?? { kind: "unavailable" };
      },
      onEvent: ({ data }) => log.push(data),
      onOpen: (again) => log.push(again ? "open again" : "open"),
      onLost: () => log.push("lost"),
      rest: async (ms) => {
        log.push(`rest ${ms}`);
      },
      random: () => 1,
      signal: stop.signal,
    };
    await follow(options);
    return log;
  };
  const open = (text: string): Opened => ({
    kind: "open",
    body: text === "" ? streamOf() : streamOf(new TextEncoder().encode(text)),
  });

  it("goes on after the server ends it, and says that something may have been missed", async () =>
    expect(await play([open("data: 1\n\n"), open("data: 2\n\n")])).toEqual([
      "open",
      "1",
      "lost",
      "rest 1000",
      "open again",
      "2",
      "lost",
      "rest 1000",
    ]));

  it("waits longer after each failure, and short again after a success", async () =>
    expect(
      await play([
        { kind: "unavailable" },
        { kind: "unavailable" },
        { kind: "unavailable" },
        open("data: 1\n\n"),
      ]),
    ).toEqual([
      "lost",
      "rest 1000",
      "lost",
      "rest 2000",
      "lost",
      "rest 4000",
      "open",
      "1",
      "lost",
      "rest 1000",
    ]));

  it("a proxy that accepts and hangs up at once is no success", async () =>
    expect((await play([open(""), open(""), open("")])).filter((each) => each.startsWith("rest"))).toEqual([
      "rest 1000",
      "rest 2000",
      "rest 4000",
    ]));

  it("gives up when it is refused", async () =>
    expect(await play([{ kind: "refused" }, open("data: never\n\n")])).toEqual([]));

  it("never waits longer than half a minute, nor less than half of its pause", () => {
    expect([pauseMs(1, 0), pauseMs(1, 1), pauseMs(5, 0), pauseMs(50, 1)]).toEqual([500, 1000, 8000, 30_000]);
  });
});
