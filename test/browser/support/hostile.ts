/** 200 things that somebody could call themselves or write to us, each different from the others. */

const MARKUP = [
  "<script>window.broken=1</script>",
  '<img src=x onerror="window.broken=1">',
  '"><svg onload=window.broken=1>',
  "'><iframe src=javascript:parent.broken=1>",
  "</style><script>window.broken=1</script>",
  "</textarea><script>alert(1)</script>",
  "<a href=javascript:alert(1)>press me</a>",
  "<b>bold</b><style>*{display:none}</style>",
  "<math><mtext></mtext><script>alert(1)</script>",
  "<details open ontoggle=alert(1)>",
  "<base href=//evil.example>",
  "<meta http-equiv=refresh content=0>",
  "<form action=//evil.example><input autofocus onfocus=alert(1)>",
  "<!--><script>alert(1)</script-->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
  "%3Cscript%3Ealert(1)%3C/script%3E",
  "\\u003cscript\\u003ealert(1)",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
];
const TEMPLATES = [
  "{{7*7}}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: somebody hopes that it is a template
  "${7*7}",
  "#{7*7}",
  "<%= 7*7 %>",
  "{{constructor.constructor('alert(1)')()}}",
  "{{caller_first_name}}",
  "%s%n%x",
  "$&$1$`",
];
const DATA = [
  "null",
  "undefined",
  "NaN",
  "__proto__",
  "constructor",
  "[object Object]",
  '{"name":"x"}',
  "'; drop table texts;--",
  "=HYPERLINK(1)",
  "../../etc/passwd",
  "C:\\nul",
];
const SCRIPTS = [
  "‮txet desrever",
  "⁦isolated⁩ \u200fright",
  "مرحبا بالعالم",
  "שלום עולם",
  "a\u200bb\u200cc\u200dd\u2060e",
  "Z̵̢̛a̷l̸g̵o̶",
  "👩‍👩‍👧‍👦👍🏽🏳️‍🌈",
  "ﷺ﷽",
  "Ωmega ﬁne ２",
  "a\u00a0b\u3000c",
];
const LONG = ["W".repeat(64), "i".repeat(64), "漢".repeat(64), "a-b/".repeat(16)];

const KINDS = [...MARKUP, ...TEMPLATES, ...DATA, ...SCRIPTS, ...LONG];

/** With the number in front, so that each is found again; short enough for the 80 characters of a caller's name. */
export const HOSTILE_NAMES: readonly string[] = Array.from(
  { length: 200 },
  (_, index) => `${index} ${KINDS[index % KINDS.length]}`,
);

/** What is long already is too long for any bubble. */
export const HOSTILE_TEXTS: readonly string[] = HOSTILE_NAMES.map((words) =>
  words.length > 60 ? words.repeat(6) : words,
);
