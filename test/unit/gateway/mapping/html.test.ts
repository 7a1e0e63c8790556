import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ALLOWED_TAGS,
  cleanHtml,
  LINK_REL,
  textOfHtml,
} from "../../../../src/gateway/mapping/content/html.ts";

/** All that clean HTML may consist of: written as a grammar, since a list of attacks would never be complete. */
const tags = ALLOWED_TAGS.filter((tag) => !/^(?:a|br|hr)$/.test(tag)).join("|");
const href = `(?:https?|mailto|xmpp):[^"<>]*`;
const CLEAN = new RegExp(
  `^(?:[^<>&]|&(?:amp|lt|gt|quot);|</?(?:${tags})>|<[bh]r />|<a>|<a href="${href}" rel="${LINK_REL}">|</a>)*$`,
  "u",
);

/** Each allowed tag that is opened is closed, in order. */
function isBalanced(html: string): boolean {
  const open: string[] = [];
  for (const [, slash, tag = "", selfClosing] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*?( \/)?>/g)) {
    if (slash === "/") {
      if (open.pop() !== tag) return false;
    } else if (selfClosing === undefined) open.push(tag);
  }
  return open.length === 0;
}

const link = (url: string, text: string) => `<a href="${url}" rel="${LINK_REL}">${text}</a>`;

describe("HTML of strangers", () => {
  test.each([
    ["<p>Hi <b>you</b><br>there</p>", "<p>Hi <b>you</b><br />there</p>"],
    ["<P STYLE='color:red' onclick=x() class=a id=b>Hi", "<p>Hi</p>"],
    ["a<script>alert(1)</script>b<style>*{}</style>c", "abc"],
    ["a<svg onload=alert(1)><a xlink:href='javascript:x'>z</a></svg>b", "ab"],
    ["<img src=x onerror=alert(1)>a", "a"],
    ["<form action=/x><input name=a><button formaction=/y>go</button></form>", "go"],
    ["<iframe srcdoc='<script>x</script>'></iframe>a<object data=x></object>", "a"],
    ["<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""],
    ["<!--><script>alert(1)</script>-->", "--&gt;"],
    ["<b><i>x</b>", "<b><i>x</i></b>"],
    ["1 < 2 & 3 > 2 &lt;script&gt;", "1 &lt; 2 &amp; 3 &gt; 2 &lt;script&gt;"],
    ["a&#1;b&#xFFFE;\u0000c", "ab\u0000c".replace("\u0000", "")],
  ])("is cleaned: %s", (html, clean) => {
    expect(cleanHtml(html)).toBe(clean);
  });

  test.each([
    "https://a.example/?b=1&amp;c=2",
    "http://a.example/",
    "mailto:a@example.org",
    "xmpp:a@example.org?message",
  ])("may link to %s, and tells that site nothing", (url) => {
    expect(cleanHtml(`<a href="${url}" rel=opener target=_top>x</a>`)).toBe(link(url, "x"));
  });

  test.each([
    "javascript:alert(1)",
    "JaVa\tScript:alert(1)",
    "java&#10;script:alert(1)",
    "&#1;javascript:alert(1)",
    "java\u0000script:alert(1)",
    "vbscript:x",
    "data:text/html,<script>x</script>",
    "//a.example/",
    "/logout",
    "logout",
    "tel:1",
    "blob:https://a.example/x",
  ])("may not link to %j", (url) => {
    expect(cleanHtml(`<a href="${url}">x</a>`)).toBe("<a>x</a>");
  });

  test("is nested only as deep as anybody writes", () => {
    expect(cleanHtml(`${"<b>".repeat(10_000)}x`)).toBe(`${"<b>".repeat(32)}x${"</b>".repeat(32)}`);
  });

  const pieces = fc.constantFrom(
    ...[
      "<",
      ">",
      "</",
      "/>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "&",
      "&lt;",
      "&#60;",
      "&#0;",
      '"',
      "'",
      "=",
      "`",
      " ",
      "\n",
    ],
    ...[
      "a",
      "b",
      "p",
      "pre",
      "li",
      "svg",
      "math",
      "script",
      "style",
      "title",
      "textarea",
      "template",
      "noscript",
      "select",
    ],
    ...[
      " href=",
      " onclick=",
      " style=",
      "javascript:",
      "https://a.example/",
      "mailto:",
      "xmpp:",
      "//x",
      "\u0000",
      "\t",
    ],
    ...[
      "<a href='",
      "<img src=x onerror=alert(1)>",
      "<script>",
      "</script>",
      "<svg><",
      "</p>",
      "<plaintext>",
      "<xmp>",
    ],
  );
  const hostile = fc.oneof(
    fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 60 }),
  );

  test("leaves nothing but a small grammar, whatever it was, and cleaning it again changes nothing", () => {
    fc.assert(
      fc.property(hostile, (html) => {
        const clean = cleanHtml(html);
        expect(clean).toMatch(CLEAN);
        expect(isBalanced(clean)).toBe(true);
        expect(cleanHtml(clean)).toBe(clean);
        textOfHtml(clean);
      }),
      { numRuns: 20_000, interruptAfterTimeLimit: 1500 },
    );
  });
});

describe("the plain text of HTML", () => {
  test.each([
    ["<p>one</p><p>two</p>", "one\ntwo"],
    ["a  \n b<br>c", "a b\nc"],
    ["<b>bo</b>ld <i> it</i>alic", "bold italic"],
    ["<h1>Head</h1>text<ul><li>one</li><li>two <b>2</b></li></ul>after", "Head\ntext\n- one\n- two 2\nafter"],
    ["<pre>  a\n   b</pre>c", "a\n   b\nc"],
    ["x<hr>y", "x\n---\ny"],
    ["&lt;b&gt; &amp;lt;", "<b> &lt;"],
    ['see <a href="https://a.example/x?a=1&b=2">this</a>.', "see this (https://a.example/x?a=1&b=2)."],
    ['<a href="https://a.example/">a.example</a>', "a.example"],
    ['<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"],
    ["<p></p><div><br></div><br><br><br>x", "x"],
  ])("of %s", (html, text) => {
    expect(textOfHtml(cleanHtml(html))).toBe(text);
  });

  test("of anything that was escaped is that", () => {
    const escaped = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    const words = fc.stringMatching(/^[!-~]{1,8}( [!-~]{1,8}){0,4}$/);
    fc.assert(
      fc.property(words, (text) => {
        expect(textOfHtml(cleanHtml(escaped(text)))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
