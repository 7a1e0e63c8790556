/**
 * XEP-0201 Best Practices for Message Threads, §4 (an opaque identifier, compared exactly) and §5.1.
 *
 * An answer carries the thread of the message that it answers, if that had one. A thread is kept with the
 * conversation. One that is too long to be an identifier is not taken: otherwise anybody could have us store and send
 * back half a megabyte.
 */
import { type Element, xml } from "../../stanza.ts";

/** A UUID, as §4 recommends, has 36; the longest seen from clients are a few hashes long. */
const LONGEST = 255;

/** The identifier in a `<thread/>`; `undefined` where there is none worth the name. */
export function readThread(element: Element): string | undefined {
  const id = element.getText().trim();
  return id === "" || id.length > LONGEST ? undefined : id;
}

export function thread(id: string): Element {
  return xml("thread", {}, id);
}
