#!/usr/bin/env node
// Finds a Node that runs textback, then the command line itself: the compiled one when installed as a
// package (Node strips no types under node_modules), the TypeScript sources in a clone.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const at = (path) => fileURLToPath(new URL(path, root));

const compiled = at("dist/src/cli.js");
const sources = at("src/cli.ts");
const entry = existsSync(sources) && !fileURLToPath(root).includes("/node_modules/") ? sources : compiled;

const OLDEST_NODE_MAJOR = 24;
const bundledNode = at("node_modules/node/bin/node");
const tooOld = Number.parseInt(process.versions.node, 10) < OLDEST_NODE_MAJOR;

if (tooOld && !existsSync(bundledNode)) {
  process.stderr.write(
    `textback needs Node ${OLDEST_NODE_MAJOR} or newer; this is ${process.versions.node}. In a clone, "npm ci" brings it.\n`,
  );
  process.exit(1);
}

// What was compiled once is kept: a command starts in half the time. Where it cannot be written, nothing is lost.
const compiledCode = process.env.NODE_COMPILE_CACHE ?? at("node_modules/.cache/textback");

if (!tooOld) {
  module.enableCompileCache(compiledCode);
  process.argv[1] = entry;
  await import(entry);
} else {
  const child = spawn(bundledNode, [entry, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, NODE_COMPILE_CACHE: compiledCode },
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
