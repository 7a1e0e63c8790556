/** XEP-0202 Entity Time, in the formats of XEP-0082 §3.2: the time, and the zone in which dates are read. */
import type { Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const TIME = "urn:xmpp:time";

export const entityTime: Plugin = {
  name: "XEP-0202",
  features: { [TIME]: "all" },
  install: (host) =>
    answerGet(host, { name: "time", xmlns: TIME }, () => {
      const now = host.clock();
      return timeElement(now, -new Date(now).getTimezoneOffset());
    }),
};

/** `now` in ms since the epoch, `offset` in minutes east of Greenwich. */
export function timeElement(now: number, offset: number): Element {
  const minutes = Math.abs(offset);
  const two = (number: number): string => String(number).padStart(2, "0");
  const tzo = `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const utc = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return xml("time", { xmlns: TIME }, xml("tzo", {}, tzo), xml("utc", {}, utc));
}
