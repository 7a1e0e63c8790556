import type { TestServer } from "../servers/server.ts";

/**
 * The rooms that the server has, sorted, once it has no more than so many: ejabberd answers before a room that is destroyed,
 * or whose stanzas are on their way, has ended.
 */
export async function roomsLeft(
  server: Pick<TestServer, "rooms">,
  atMost: number,
): Promise<readonly string[]> {
  for (;;) {
    const rooms = await server.rooms();
    if (rooms.length <= atMost) return rooms.toSorted();
  }
}
