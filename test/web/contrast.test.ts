import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../src/web/tokens.css", import.meta.url), "utf8");
const block = (selector: string) => {
  const from = css.indexOf(`${selector} {`);
  return new Map(
    [...css.slice(from, css.indexOf("}", from)).matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(
      ([, name = "", colour = ""]) => [name, colour],
    ),
  );
};
const light = block(":root");
const schemes = { light, dark: new Map([...light, ...block(':root[data-mantine-color-scheme="dark"]')]) };

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
const luminance = (colour: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};

const words: readonly [ink: string, grounds: readonly string[]][] = [
  ["ink", ["canvas", "surface", "sunken", "accent-soft"]],
  ["ink-soft", ["canvas", "surface", "sunken"]],
  ["accent", ["canvas", "surface", "sunken"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["on-accent-soft", ["accent-soft", "surface"]],
  ["bad", ["canvas", "surface", "sunken", "accent-soft"]],
  ["on-bad", ["bad"]],
  ["on-bad-soft", ["bad-soft"]],
  ["wait", ["canvas", "surface"]],
  ["on-wait-soft", ["wait-soft"]],
  ["good", ["canvas", "surface", "sunken"]],
  ["on-bubble-out", ["bubble-out"]],
  ["on-bubble-in", ["bubble-in"]],
];
/** What must be seen but not read: borders of fields, the ring around the focus. */
const shapes: readonly [shape: string, grounds: readonly string[]][] = [
  ["line-strong", ["surface", "canvas"]],
  ["accent", ["surface", "canvas", "accent-soft"]],
];

describe.each(Object.entries(schemes))("in the %s scheme", (_name, colours) => {
  const of = (name: string) => colours.get(name) ?? expect.fail(`There is no colour --${name}.`);
  const pairs = (list: readonly [string, readonly string[]][]) =>
    list.flatMap(([ink, grounds]) => grounds.map((ground): [string, string] => [ink, ground]));

  it.each(pairs(words))("%s can be read on %s", (ink, ground) =>
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(4.5),
  );
  it.each(pairs(shapes))("%s can be seen on %s", (ink, ground) =>
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(3),
  );
});
