/** Notices that people who are missing from a room sign in, as far as they show the bot their presence. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Roster } from "../../roster/roster.ts";
import type { OpenRoom } from "./open-room.ts";

export interface SignInsOptions {
  readonly db: Queryable;
  readonly roster: Pick<Roster, "presence">;
  readonly look: (room: OpenRoom) => void;
}

export class SignIns {
  readonly #options: SignInsOptions;
  /** The seats whose people were not signed in at the last look. */
  #away: ReadonlySet<string> = new Set();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /** Asks again into the room whoever has signed in since the last look. Asks the database nothing while nobody is missing. */
  async notice(rooms: Iterable<OpenRoom>): Promise<void> {
    const missing = [...rooms].flatMap((room) => room.missing.map(({ seat, jid }) => ({ room, seat, jid })));
    if (missing.length === 0) {
      this.#away = new Set();
      return;
    }
    const signedIn = await this.#signedIn(missing.map(({ jid }) => jid));
    const away = new Set<string>();
    for (const { room, seat, jid } of missing) {
      if (!signedIn.has(jid)) away.add(seat);
      else if (this.#away.has(seat)) {
        room.happened({ kind: "signed_in", seat });
        this.#options.look(room);
      }
    }
    this.#away = away;
  }

  async #signedIn(addresses: readonly string[]): Promise<ReadonlySet<string>> {
    const { db, roster } = this.#options;
    const people = await db.query<{ id: string; address: string }>({
      name: "rooms_people_missing",
      text: "select id, address from person where kind = 'xmpp' and address = any ($1::text[])",
      values: [addresses],
    });
    const presence = await roster.presence(
      db,
      people.map(({ id }) => id),
    );
    return new Set(people.filter(({ id }) => presence.get(id) === "in").map(({ address }) => address));
  }
}
