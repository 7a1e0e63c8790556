import { expect, test } from "vitest";
import { readParts } from "../../../../../src/xmpp/message-parts.ts";
import { installPlugins } from "../../../../../src/xmpp/plugin.ts";
import { createStream } from "../../../../../src/xmpp/stream.ts";
import { plugins } from "../../../../../src/xmpp/xep/index.ts";
import { messagePlugins } from "../../../../../src/xmpp/xep/message/index.ts";
import { recordedLog } from "../../../../support/process/recorded-log.ts";
import { message } from "../parse.ts";

test("each plugin that reads messages is installed with the others, and reads a namespace of its own", () => {
  const read = messagePlugins.flatMap(({ reads }) => Object.keys(reads));
  expect(read).toEqual([...new Set(read)]);
  expect(plugins).toEqual(expect.arrayContaining([...messagePlugins]));
});

test("a message is read by the plugins of the namespaces in it, and by no other", () => {
  const children = `<replace xmlns="urn:xmpp:message-correct:0" id="m1"/><request xmlns="urn:xmpp:receipts"/>`;
  expect(readParts(message(children))).toEqual({ correctionOf: "m1", request: true });
  expect(readParts(message(`<request xmlns="urn:example:receipts"/><a:request xmlns:a="urn:b"/>`))).toEqual(
    {},
  );
});

test("a plugin announces its features without code of its own", () => {
  const options = { url: "xmpp://h", domain: "d.e", secret: "s", version: "1", clock: () => 7 };
  const { host } = createStream({ ...options, log: recordedLog().log });
  installPlugins(host, [{ name: "XEP-1", features: { "urn:a": "all", "urn:b": "chat" } }]);
  expect(host.features.of("chat")).toEqual(["urn:a", "urn:b"]);
  expect(host.features.of("all")).toEqual(["urn:a"]);
});
