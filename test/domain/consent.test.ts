import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Consent, readConsent, readConsentWord } from "../../src/domain/consent.ts";

const read = (body: string, consent: Consent = "unknown") => readConsent(body, consent);

describe("a keyword, the whole text of it", () => {
  it.each([
    ...[
      "STOP",
      "stop",
      "Stop.",
      " STOP ",
      "STOP!!!",
      "STOP 🛑",
      "STOPALL",
      "Unsubscribe",
      "CANCEL",
      "cancel",
      "End",
    ],
    ...["QUIT", "Revoke", "OPTOUT", "ＳＴＯＰ"],
  ])("%s opts out", (body) => expect(read(body)).toEqual({ kind: "stop", by: "keyword" }));
  it.each(["START", "start", "Unstop!"])("%s opts in", (body) =>
    expect(read(body)).toEqual({ kind: "start", by: "keyword" }),
  );
  it.each(["HELP", "info?"])("%s asks the carrier", (body) =>
    expect(read(body)).toEqual({ kind: "help", by: "keyword" }),
  );
  it.each<[Consent, "start" | "none"]>([
    ["opted_out", "start"],
    ["opted_in", "none"],
    ["unknown", "none"],
  ])("YES from a number that is %s: %s", (consent, kind) => expect(read("Yes!", consent).kind).toBe(kind));
});

describe("plain words that ask for no more texts", () => {
  it.each([
    "stop please",
    "Please stop!",
    "pls stop",
    "STOP PLEASE",
    "please stop texting me",
    "stop texting",
    "quit texting me",
    "Plz stop txting me!!!",
    "no more texts",
    "No more messages please",
    "do not text me again",
    "don't text me anymore",
    "Don’t text me",
    "do not contact me",
    "take me off your list",
    "Take me off this list please",
    "remove me from your list",
    "remove me",
    "leave me alone",
    "LEAVE ME ALONE!!! 😡",
    "wrong number, stop texting",
    "Wrong number. Stop.",
    "STOP. Wrong number",
    "unsubscribe me",
    "unsubscribe please",
    "how do I unsubscribe?",
    "opt out",
    "opt-out please",
    "I want to opt out",
    "opt me out",
    "stop it",
    "stoooop",
    "stopp",
    "st0p",
    "S T O P",
    "stop stop stop",
    "stop sending me messages",
    "stop sending me these texts",
    "I don't want any more texts",
    "i dont want to receive texts",
    "lose my number",
    "delete my number please",
    "never text me again",
    "Can you please stop texting me?",
    "if you don't stop texting me I'll call the police",
    "I told you to stop texting me",
    "Stop texting me. I already hired someone.",
    "stop texting me and calling me",
    "please stop messaging this number",
    "I revoke my consent",
    "no me escriban más",
    "No me manden más mensajes",
    "por favor no me escriban",
    "alto",
    "ALTO!",
    "parar",
    "Pare por favor",
    "basta",
    "no más mensajes",
    "no quiero recibir mensajes",
    "dejen de escribirme",
    "déjenme en paz",
    "quítenme de su lista",
    "darme de baja",
    "stop all messages",
    "end texts",
    "stop the texts",
    "please stop 🙏",
    "🛑 stop please 🛑",
    "Stop!! please!!",
    "stop texting this number",
    "unsuscribe",
    "Please quit",
    "stop fucking texting me",
    "no texts please",
    "stop all",
    "please unsub me",
    "get me off your list",
    "don't message me",
    "stop bothering me",
    "I said stop",
    "please take my number off your list",
    "why won't you stop texting me",
    "I want to stop getting these messages",
    "nomore texts pls",
    "stop the damn texts",
  ])("%s", (body) => expect(read(body)).toEqual({ kind: "stop", by: "plain_words" }));
});

describe("words that may ask for it are left to the owner", () => {
  it.each([
    "stop, call me instead",
    "ok stop",
    "Stop call me",
    "STOP and who is this",
    "stop. who is this?",
    "can you stop?",
    "wrong number",
    "Wrong number, sorry",
    "not interested",
    "go away",
    "stop calling me",
    "please cancel",
    "cancel please",
    "cancelar",
    "don't text me, I'm driving. Will call at 5",
    "stop texting me at night",
    "no more texts after 9pm please",
    "número equivocado",
    "🛑",
    "this is annoying stop",
    "don't text me tonight",
    "no stop",
    "fuck off",
    "don't text me the address",
    "stop texting my husband",
  ])("%s", (body) =>
    expect(read(body)).toEqual({ kind: "ambiguous", by: "plain_words", why: expect.stringMatching(/\.$/) }),
  );
});

describe("words of the trade, and everything else", () => {
  it.each([
    "can you stop by?",
    "Could you stop by tomorrow at 9?",
    "it won't stop leaking",
    "The toilet wont stop running!!",
    "please stop by tomorrow",
    "when can you stop the leak",
    "don't stop the work",
    "the end unit is leaking",
    "cancel my appointment",
    "Please cancel my appointment for tuesday",
    "how do I stop the water?",
    "stop by anytime",
    "Stop in when you can",
    "the noise won't stop",
    "make it stop",
    "I need someone to stop the leak asap",
    "bus stop",
    "we live by the last stop on the blue line",
    "the stop valve is broken",
    "don't stop texting me",
    "I had to stop texting because I was driving",
    "sorry I'll stop texting you now",
    "Reply STOP to unsubscribe",
    "Thanks for contacting Joe's. Reply STOP to opt out.",
    "Liked “Sorry we missed you. Reply STOP to opt out”",
    "👍 to “Reply STOP to end”",
    "why did you stop texting me?",
    "text me the address",
    "can you text me?",
    "no, tomorrow",
    "quit working yesterday",
    "my furnace quit",
    "the ac stopped working",
    "hello",
    "",
    "¿puede pasar mañana?",
    "la gotera no para",
    "el techo es muy alto",
    "puede parar por mi casa?",
    "is there an end date",
    "yes please",
    "don't leave me alone with this leak lol",
    "nonstop leak",
    "does it stop when you shut the valve",
    "I can't get it to stop",
    "please stop the leak",
    "stop payment on the check",
    "remove the old heater",
    "take the old unit off the roof",
    "where do I stop",
    "full stop",
    "non stop dripping",
    "quote for the end of the month",
    "Did the leak stop?",
    "I'm on the list for tomorrow?",
    "no more leaks, thanks!",
    "can you remove my old water heater",
    "I will stop in tomorrow",
    "should I stop using the sink?",
    "don't contact my tenant",
    "he said he'd stop over",
    "🙂",
    "We stop at 5, right?",
    "please remove me from the schedule for tuesday",
    "I texted you the photo",
    "no more hot water",
  ])("%s", (body) => expect(read(body)).toEqual({ kind: "none", by: null }));
});

describe("consent, whatever is written", () => {
  it("a number that opted out and asks for texts again is shown to the owner, for only START lifts the block", () => {
    expect(read("ok you can text me again", "opted_out").kind).toBe("ambiguous");
    expect(read("ok you can text me again", "opted_in").kind).toBe("none");
  });
  it("case, accents, punctuation and emoji around the words change nothing", () => {
    const sentences = [
      "please stop texting me",
      "no more texts",
      "can you stop by",
      "stop call me instead",
      "no me escriban mas",
    ];
    const dress = fc.constantFrom("", " ", "!", "!!!", " 🙏", "…", "\n", "  ", " 😡😡");
    fc.assert(
      fc.property(
        fc.constantFrom(...sentences),
        dress,
        dress,
        fc.boolean(),
        (sentence, before, after, loud) => {
          const body = before + (loud ? sentence.toUpperCase() : sentence) + after;
          expect(read(body)).toEqual(read(sentence));
        },
      ),
    );
  });
  it("agrees with the keywords that the carrier acts on", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom("stop", "end", "yes", "help", "start", "cancel")),
        fc.constantFrom<Consent>("unknown", "opted_in", "opted_out"),
        (body, consent) => {
          const word = readConsentWord(body, consent);
          const reading = readConsent(body, consent);
          if (word === null) expect(reading.by).not.toBe("keyword");
          else expect(reading).toEqual({ kind: word, by: "keyword" });
        },
      ),
    );
  });
  it("reads any text, however long and strange, and never takes a text without letters for an opt-out", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "stop ",
        "no more ",
        "the ",
        "do not ",
        "texting ",
        "me ",
        "please ",
        "reply stop to ",
        "take me off ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
        expect(["stop", "start", "help", "ambiguous", "none"]).toContain(read(pieces.join("")).kind);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9 !?.,🙏🔧-]{0,40}$/u), (body) => {
        expect(read(body).kind).toBe("none");
      }),
    );
  });
});
