/** Servers that know channels alone: `/sub/<channel>` is a stream of one, and what is posted to `/pub/<channel>` is in it. */
import { type Contender, getEvents, neighbour, numbers, postTo } from "./contender.ts";

export const channels: Pick<Contender, "heads" | "fan" | "letters"> = {
  heads: (count) => numbers(count).map((n) => getEvents(`/sub/p${n}`)),
  fan: async (count) => ({
    heads: numbers(count).map(() => getEvents(`/sub/fan${count}`)),
    publishing: { kind: "post", head: postTo(`/pub/fan${count}`, TEXT), body: "$MARK" },
  }),
  letters: async (count) => ({
    heads: channels.heads(count),
    letters: numbers(count).map((n) => {
      const to = neighbour(n);
      return { from: n, to, head: postTo(`/pub/p${to}`, TEXT), body: "$MARK $UUID" };
    }),
  }),
};

const TEXT = "Content-Type: text/plain";
