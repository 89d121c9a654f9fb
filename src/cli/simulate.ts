import { DEMO, type SandboxFile } from "../sandbox/demo.ts";
import { look, settled, tell } from "./look.ts";
import { play } from "./moves.ts";
import { out } from "./output.ts";
import { findSandbox, sandboxClient } from "./sandbox-client.ts";
import { SCENARIOS, type ScenarioName } from "./scenarios.ts";
import { setStage } from "./stage.ts";
import type { Move, Story } from "./stories/story.ts";

/** Plays a story on the running sandbox's carrier, or in a sandbox of its own, and prints each step with its time. */
export async function simulate(
  dataDir: string,
  name: ScenarioName,
  options: { from?: string; body?: string },
): Promise<void> {
  const story: Story = SCENARIOS[name];
  const withBody = (move: Move): Move =>
    move.do === "text" && options.body !== undefined ? { ...move, body: options.body } : move;
  const told = { ...story, from: options.from ?? story.from, moves: story.moves.map(withBody) };
  if (story.ownSandbox === undefined) return playStory(await findSandbox(dataDir), told, null);
  // A whole service, which the other stories have no need to load.
  const { startOwnSandbox } = await import("./own-sandbox.ts");
  const own = await startOwnSandbox(story.ownSandbox);
  try {
    await playStory(own.file, told, own.pass);
    out("(In a sandbox of its own, whose clock jumps; it is gone now.)");
  } finally {
    await own.stop();
  }
}

/** @param pass moves the clock, where the sandbox is the story's own */
export async function playStory(
  sandbox: SandboxFile,
  story: Story,
  pass: ((minutes: number) => Promise<void>) | null,
): Promise<void> {
  const client = sandboxClient(sandbox);
  const { from, moves } = story;
  const before = await look(client, DEMO.line, from);
  const restore = await setStage(client, story, from);
  try {
    for (const move of moves) {
      await play({ client, from, pass }, move);
      if (pass !== null) await settled(client, DEMO.line, from, before);
    }
    const after = await settled(client, DEMO.line, from, before);
    out("");
    tell(before, after);
    if (moves.some(({ do: kind }) => kind === "call" || kind === "ask_for_call"))
      out("(Ringing and talking pass 50 times faster here.)");
  } finally {
    await restore();
  }
}
