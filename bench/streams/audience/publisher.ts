/** Tells one message to many. */
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
    case "committed":
      return openCommitted(publishing, way.port);
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

function openCommitted({ posts }: Publishing & { kind: "committed" }, port: number): Publisher {
  const poster = new Poster(port, 0);
  return {
    publish: async (mark) => {
      const { head, body } = posts[mark % posts.length] ?? { head: "", body: "" };
      if (!(await poster.post(head, body.replace("$MARK", markText(mark)))))
        throw new Error("a message was refused");
      return performance.now();
    },
    end: async () => poster.end(),
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
