/** What goes on at the sandbox's carrier, and the buttons of its phones. */
import { useCallback, useEffect, useState } from "react";
import type { Answer, Scene } from "../../sandbox/scene.ts";
import { ApiProblem, problemOf } from "../api/client.ts";
import { wordsOf } from "../ui/states.tsx";
import { sandbox } from "../words/en/sandbox.ts";

/** A demo business has its phones behind the API, the sandbox its own beside it. */
const addressOf = (base: string, path: string): URL => new URL(`${base}/${path}`, document.baseURI);

/** `null` until it is known. The browser comes back by itself when the service was restarted. */
export function useScene(base: string): Scene | null {
  const [scene, setScene] = useState<Scene | null>(null);
  useEffect(() => {
    const events = new EventSource(addressOf(base, "scene"));
    events.onmessage = ({ data }) => setScene(JSON.parse(String(data)) as Scene);
    return () => events.close();
  }, [base]);
  return scene;
}

async function post(base: string, path: string, body: object): Promise<void> {
  const response = await fetch(addressOf(base, path), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiProblem(0, "offline", sandbox("silent"));
  });
  if (!response.ok) throw await problemOf(response);
}

export interface Moves {
  readonly call: (from: string, line: string) => void;
  readonly answer: (answer: Answer) => void;
  readonly hangUp: () => void;
  readonly text: (from: string, line: string, body: string) => void;
  /** Why the last move did not work. */
  readonly problem: string | null;
}

export function useMoves(base: string): Moves {
  const [problem, setProblem] = useState<string | null>(null);
  const play = useCallback(
    (path: string, body: object = {}) => {
      setProblem(null);
      post(base, path, body).catch((error: unknown) => setProblem(wordsOf(error)));
    },
    [base],
  );
  return {
    call: (from, line) => play("call", { from, line }),
    answer: (answer) => play("call/answer", { answer }),
    hangUp: () => play("call/hang-up"),
    text: (from, line, body) => play("text", { from, line, body }),
    problem,
  };
}
