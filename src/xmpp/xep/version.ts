/**
 * XEP-0092 Software Version, §2.
 *
 * The operating system is left out (§5 leaves it to us): it would help only
 * somebody who looks for a machine with a known hole.
 */
import type { Plugin } from "../plugin.ts";
import { xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const VERSION = "jabber:iq:version";

export const softwareVersion: Plugin = {
  name: "XEP-0092",
  features: { [VERSION]: "all" },
  install: (host) =>
    answerGet(host, { name: "query", xmlns: VERSION }, () =>
      xml("query", { xmlns: VERSION }, xml("name", {}, "Anteroom"), xml("version", {}, host.version)),
    ),
};
