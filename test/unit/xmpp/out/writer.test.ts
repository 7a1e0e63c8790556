import { beforeEach, describe, expect, test } from "vitest";
import { StanzaError, StreamLost } from "../../../../src/errors.ts";
import { PATIENCE } from "../../../../src/xmpp/out/barrier.ts";
import { LARGEST_SENT } from "../../../../src/xmpp/out/serialise.ts";
import { type Sink, Writer } from "../../../../src/xmpp/out/writer.ts";
import { xml } from "../../../../src/xmpp/stanza.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";
import { type RecordedLog, recordedLog } from "../../../support/process/recorded-log.ts";

interface Ping {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

let time: FakeScheduler;
let pings: Ping[];
let silences: number;
let written: { text: string; done: () => void }[];
let writer: Writer;
let recorded: RecordedLog;

let sink: Sink;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  time = new FakeScheduler();
  recorded = recordedLog();
  pings = [];
  silences = 0;
  const here: typeof written = [];
  written = here;
  // What an earlier test left to be written goes where that test looked.
  sink = { write: (text, done) => void here.push({ text, done }) };
  writer = new Writer({
    domain: "help.example.org",
    log: recorded.log,
    scheduler: time,
    ping: () =>
      new Promise<void>((resolve, reject) => {
        writer.send("<ping/>");
        pings.push({ resolve, reject });
      }),
    onSilence: () => silences++,
  });
  writer.attach(sink);
});

describe("writing", () => {
  test("all that is queued in one turn leaves in one write, in its order", async () => {
    for (const text of ["<a/>", "<b/>", "<c/>"]) expect(writer.send(text)).toBe(true);
    expect(written).toEqual([]);
    await turn();
    expect(written.map(({ text }) => text)).toEqual(["<a/><b/><c/>"]);
  });

  test("nothing is taken while nothing may be sent", async () => {
    let may = true;
    const guarded = new Writer({
      domain: "help.example.org",
      log: recorded.log,
      scheduler: time,
      ping: () => Promise.resolve(),
      onSilence: () => {},
      maySend: () => may,
    });
    guarded.attach(sink);
    expect(guarded.send("<a/>")).toBe(true);
    may = false;
    expect(guarded.send("<b/>")).toBe(false);
    await turn();
    expect(written.map(({ text }) => text)).toEqual(["<a/>"]);
  });

  test("the next write waits until the last one is taken", async () => {
    writer.send("<a/>");
    await turn();
    writer.send("<b/>");
    await turn();
    writer.send("<c/>");
    await turn();
    expect(written).toHaveLength(1);
    written[0]?.done();
    expect(written.map(({ text }) => text)).toEqual(["<a/>", "<b/><c/>"]);
  });

  test("a long queue leaves in pieces of whole stanzas, in its order", async () => {
    const stanzas = Array.from({ length: 1_000 }, (_, n) => `<x n='${n}'>${"t".repeat(1_000)}</x>`);
    for (const stanza of stanzas) writer.send(stanza);
    await turn();
    for (let n = 0; n < written.length; n++) written[n]?.done();
    expect(written.length).toBeGreaterThan(2);
    expect(written.every(({ text }) => text.startsWith("<x") && text.endsWith("</x>"))).toBe(true);
    expect(written.map(({ text }) => text).join("")).toBe(stanzas.join(""));
  });

  test("an element that would end the stream is dropped with a line in the log, and nothing throws", async () => {
    expect(writer.send(xml("message", { from: "juliet@example.org", to: "a@b" }))).toBe(false);
    expect(writer.send(xml("message", { to: "a@b" }))).toBe(false);
    await turn();
    expect(written).toEqual([]);
    expect(recorded.lines.all.map(({ level }) => level)).toEqual(["error", "error"]);
  });

  test("a stored text that servers would not take is dropped, and the next one is sent", async () => {
    expect(writer.send(`<message>${"x".repeat(LARGEST_SENT)}</message>`)).toBe(true);
    expect(writer.send("<a/>")).toBe(true);
    await turn();
    expect(written.map(({ text }) => text)).toEqual(["<a/>"]);
    expect(recorded.lines.all.map(({ level }) => level)).toEqual(["error"]);
  });

  test("a server that takes nothing does not fill the memory: at last nothing more is queued", () => {
    const stanza = `<x>${"t".repeat(LARGEST_SENT - 7)}</x>`;
    let taken = 0;
    while (writer.send(stanza)) taken++;
    expect(taken).toBeLessThan(200);
  });

  test("the writer has drained when the socket took everything", async () => {
    await expect(writer.drained()).resolves.toBe(true);
    writer.send("<a/>");
    const drained = writer.drained();
    await turn();
    written[0]?.done();
    await expect(drained).resolves.toBe(true);
    writer.send("<b/>");
    const never = writer.drained();
    writer.detach();
    await expect(never).resolves.toBe(false);
    await expect(writer.drained()).resolves.toBe(false);
  });

  test("stanzas that were queued for a stream do not leave on the next one", async () => {
    writer.send("<old/>");
    writer.detach();
    expect(writer.send("<between/>")).toBe(false);
    writer.attach(sink);
    writer.send("<new/>");
    await turn();
    expect(written.map(({ text }) => text)).toEqual(["<new/>"]);
  });

  test("a write of an old stream that ends late does not disturb the new one", async () => {
    writer.send("<old/>");
    await turn();
    writer.detach();
    const later: string[] = [];
    writer.attach({ write: (text) => void later.push(text) });
    writer.send("<a/>");
    await turn();
    writer.send("<b/>");
    written[0]?.done();
    await turn();
    expect(later).toEqual(["<a/>"]);
  });

  test("at the end everything queued is written before the last word, at once", () => {
    for (let n = 0; n < 1_000; n++) writer.send(`<x>${"t".repeat(1_000)}</x>`);
    writer.end("</stream:stream>");
    expect(written).toHaveLength(1);
    expect(written[0]?.text.endsWith("</x></stream:stream>")).toBe(true);
    expect(writer.send("<a/>")).toBe(false);
  });
});

describe("barriers", () => {
  test("pass with an answer or an error, and not when the stream is lost", async () => {
    const first = writer.barrier();
    writer.send("<a/>");
    const second = writer.barrier();
    writer.send("<b/>");
    const third = writer.barrier();
    pings[0]?.resolve();
    pings[1]?.reject(new StanzaError("service-unavailable"));
    pings[2]?.reject(new StreamLost());
    await expect(Promise.all([first, second, third])).resolves.toEqual([true, true, false]);
  });

  test("share a ping while nothing was sent after it", async () => {
    writer.send("<a/>");
    const same = [writer.barrier(), writer.barrier()];
    expect(pings).toHaveLength(1);
    pings[0]?.resolve();
    await Promise.all(same);
    void writer.barrier();
    expect(pings).toHaveLength(2);
  });

  test("do not share one with an earlier stream", async () => {
    const first = writer.barrier();
    writer.detach();
    pings[0]?.reject(new StreamLost());
    writer.attach(sink);
    const second = writer.barrier();
    expect(pings).toHaveLength(2);
    pings[1]?.resolve();
    await expect(Promise.all([first, second])).resolves.toEqual([false, true]);
  });

  test("show that the peer is dead where none is answered for 30 s; each answer begins the time anew", async () => {
    const first = writer.barrier();
    writer.send("<a/>");
    const second = writer.barrier();
    time.advance(PATIENCE - 1);
    pings[0]?.resolve();
    await first;
    time.advance(PATIENCE - 1);
    expect(silences).toBe(0);
    time.advance(1);
    expect(silences).toBe(1);
    pings[1]?.resolve();
    await second;
    expect(time.waiting).toBe(0);
  });

  test("do not count the time while nothing is read", async () => {
    const barrier = writer.barrier();
    writer.pause();
    time.advance(10 * PATIENCE);
    expect(silences).toBe(0);
    writer.resume();
    time.advance(PATIENCE);
    expect(silences).toBe(1);
    pings[0]?.resolve();
    await barrier;
  });
});
