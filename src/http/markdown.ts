/** Our guides as pages: Markdown without markup of its own, so that nothing but text, tables and links comes out. */
import { Marked } from "marked";
import { Html, html } from "./plain-page.ts";

const SAFE_LINK = /^(?:https:\/\/|mailto:|\/|#)/;

const renderer = (base: string) =>
  new Marked({
    gfm: true,
    async: false,
    renderer: {
      html: ({ text }) => html`${text}`.text,
      link({ href, tokens }) {
        const words = new Html(this.parser.parseInline(tokens));
        const address = href.startsWith("/") ? `${base}${href}` : href;
        return SAFE_LINK.test(href) ? html`<a href="${address}">${words}</a>`.text : words.text;
      },
      image: ({ text }) => html`${text}`.text,
      // The name of a scope is longer than a column on a phone: it goes on behind a dot.
      codespan: ({ text }) =>
        html`<code>${new Html(html`${text}`.text.replaceAll(/\.(?=[a-z])/g, ".<wbr>"))}</code>`.text,
    },
    hooks: {
      // A phone is narrower than most tables: they move sideways, and the page does not.
      postprocess: (page) =>
        page
          .replaceAll("<table>", '<div class="wide" tabindex="0"><table>')
          .replaceAll("</table>", "</table></div>"),
    },
  });

/** A document of ours: its first heading, and what follows it. */
export interface Document {
  readonly title: string;
  readonly body: Html;
}

/**
 * @param facts what stands in for `{{name}}`; other names are words of a guide about templates
 * @param base the path under which we are served, without a slash at the end
 */
export function documentOf(
  markdown: string,
  facts: Readonly<Record<string, string>>,
  base: string,
): Document {
  const filled = markdown.replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) =>
    Object.hasOwn(facts, name) ? (facts[name] ?? all) : all,
  );
  const [, title = "", rest = ""] = /^# (.*)\n([\s\S]*)$/.exec(filled) ?? [];
  return { title, body: new Html(renderer(base).parse(rest) as string) };
}
