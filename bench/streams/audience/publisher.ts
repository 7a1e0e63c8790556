/** Tells one message to many. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import type * as StreamModule from "../../../src/gateway/stream/index.js";
import { openRawComponent } from "../../wire/raw-component.ts";
import { Poster } from "./poster.ts";
import type { Publishing } from "./protocol.ts";

export interface Publisher {
  /** Gives the moment from which it was on its way: that of the commit, where it is committed. */
  publish(mark: number): Promise<number>;
  end(): Promise<void>;
}

/** `addresses`: of those to whom a stanza is sent. */
export async function openPublisher(
  publishing: Publishing,
  way: { readonly port: number },
  addresses: readonly string[],
): Promise<Publisher> {
  switch (publishing.kind) {
    case "post":
      return openPost(publishing, way.port);
    case "tell":
      return await openTell(publishing);
    case "component":
      return await openStanzas(publishing, addresses);
  }
}

function openPost({ head, body }: Publishing & { kind: "post" }, port: number): Publisher {
  const poster = new Poster(port, 0);
  let before: Promise<boolean> = Promise.resolve(true);
  return {
    publish: async (mark) => {
      if (!(await before)) throw new Error("a message was refused");
      const sent = performance.now();
      before = poster.post(head, body.replace("$MARK", markText(mark)));
      return sent;
    },
    end: async () => {
      await before;
      poster.end();
    },
  };
}

async function openTell({ database, people }: Publishing & { kind: "tell" }): Promise<Publisher> {
  const url = new URL("../../../gateway/stream/index.js", import.meta.url);
  const { tell }: typeof StreamModule = await import(url.href);
  const client = new pg.Client(database);
  await client.connect();
  await client.query("set search_path to anteroom");
  const hint = `${randomUUID()} ${people.join(",")}`;
  return {
    publish: async (mark) => {
      const stanzas = JSON.stringify([{ type: "bench", bench: { mark: markText(mark) } }]);
      const writes = tell(people, stanzas);
      const statement = writes[0]?.statement;
      if (statement === undefined) return performance.now();
      const { name, text } = statement;
      const values = [...statement.values(writes.map(({ row }) => row as never))];
      await client.query({ name, text, values });
      const committed = performance.now();
      // As src/gateway/stream/wakes.ts: what is longer than a notification takes says that there is something for anybody.
      const news = hint.length > 7_000 ? hint.replace(/ .*/, " *") : hint;
      await client.query({ name: "hint", text: "select hint('streams', $1)", values: [news] });
      return committed;
    },
    end: () => client.end(),
  };
}

async function openStanzas(
  { port, domain, secret }: Publishing & { kind: "component" },
  addresses: readonly string[],
): Promise<Publisher> {
  const component = await openRawComponent({ port, domain, secret, onStanza: () => {}, onClosed: () => {} });
  return {
    publish: async (mark) => {
      const sent = performance.now();
      for (const address of addresses) {
        component.write(
          `<message from='${domain}' to='${address}' type='chat'><body>${markText(mark)}</body></message>`,
        );
      }
      return sent;
    },
    end: async () => component.end(),
  };
}

export function markText(mark: number): string {
  return `~${mark}~`;
}
