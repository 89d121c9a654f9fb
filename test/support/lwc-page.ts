/** A Lightning component in a page of its own, with plain stand-ins for Salesforce's own components and for Apex. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@lwc/compiler";
import { build, type Rolldown } from "vite";

/** Salesforce's components as far as ours use them: their public names, and where what we put in shows. */
const LIGHTNING: Readonly<Record<string, { readonly api: readonly string[]; readonly html: string }>> = {
  card: {
    api: ["title", "iconName"],
    html: `<template><h2>{title}</h2><slot name="actions"></slot><slot></slot></template>`,
  },
  buttonIcon: {
    api: ["iconName", "alternativeText"],
    html: `<template><button>{alternativeText}</button></template>`,
  },
  icon: {
    api: ["iconName", "alternativeText", "size"],
    html: `<template><span role="img" aria-label={alternativeText}></span></template>`,
  },
  formattedDateTime: {
    api: ["value", "day", "month", "hour", "minute"],
    html: `<template><time>{value}</time></template>`,
  },
};
const scriptOf = (names: readonly string[]): string =>
  `import { LightningElement, api } from "lwc";
export default class extends LightningElement { ${names.map((name) => `@api ${name};`).join(" ")} }`;

/** A wire adapter that asks and is answered by the page's test. */
const APEX = `export default class {
  constructor(tell) { globalThis.wires.push(tell); }
  connect() {}
  disconnect() {}
  update(config) { globalThis.asked.push(config); }
}`;

const PREFIX = "\0lwc:";
/** Vite has ideas of its own about .html and .css: these are the compiler's. */
const SUFFIX = "!lwc";

/** @param folder of the component, whose files have its name */
export async function lwcScript(folder: string, name: string): Promise<string> {
  const sourceOf = async (id: string): Promise<string> => {
    const [, own] = /^lightning\/(\w+)\.\w+$/.exec(id) ?? [];
    if (own === undefined)
      return readFile(join(folder, id.slice(`c/${name}/`.length)), "utf8").catch(() => "");
    const { api, html } = LIGHTNING[own] ?? { api: [], html: "" };
    if (id.endsWith(".html")) return html;
    return id.endsWith(".js") ? scriptOf(api) : "";
  };
  const result = await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "lwc",
        enforce: "pre",
        resolveId(id, importer) {
          if (id === "lwc") return fileURLToPath(import.meta.resolve("@lwc/engine-dom"));
          if (id.startsWith("@salesforce/") || id === "entry") return PREFIX + id;
          if (id.startsWith("lightning/")) return `${PREFIX}${id}.js${SUFFIX}`;
          if (importer?.startsWith(PREFIX) && id.startsWith("./"))
            return importer.replace(/[^/]+$/, `${id.slice(2).replace("?scoped=true", ".scoped")}${SUFFIX}`);
          return id.startsWith("c/") ? PREFIX + id : null;
        },
        async load(id) {
          if (!id.startsWith(PREFIX)) return null;
          const what = id.slice(PREFIX.length).replace(SUFFIX, "");
          if (what === "entry")
            return `import { createElement } from "lwc"; import Component from "c/${name}/${name}.js";
globalThis.mount = (props) => document.body.append(Object.assign(createElement("c-component", { is: Component }), props));`;
          if (what === "@salesforce/apex")
            return "export const refreshApex = (wired) => globalThis.refreshed.push(wired);";
          if (what.startsWith("@salesforce/")) return APEX;
          if (what.endsWith(".scoped")) return "export default undefined;";
          return transformSync(await sourceOf(what), what.split("/").at(-1) ?? "", {
            name: what.split("/")[1]?.replace(/\.\w+$/, "") ?? "",
            namespace: what.split("/")[0] ?? "",
            apiVersion: 67,
          }).code;
        },
      },
    ],
    build: { write: false, minify: false, rolldownOptions: { input: "entry", output: { format: "iife" } } },
  });
  const [{ output }] = (Array.isArray(result) ? result : [result]) as [Rolldown.RolldownOutput];
  return output[0].code;
}
