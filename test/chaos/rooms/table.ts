/** What fails, and at which statuses of a room. */

import { startPostgres, type TestPostgres } from "../../support/database/postgres.ts";
import type { HelpDesk } from "../../support/rooms/help-desk.ts";
import type { Role } from "./guest.ts";
import { type Party, STATUSES, type Status, whileCreating } from "./stage.ts";

export interface Scene {
  readonly desk: HelpDesk;
  readonly parties: readonly Party[];
  /** Where the fault needs a database of its own. */
  readonly postgres: TestPostgres | undefined;
}

export interface Fault {
  /** At which statuses it makes no sense, and why. */
  readonly senseless?: Readonly<Partial<Record<Status, string>>>;
  readonly ownDatabase?: true;
  /** Who has gone from the rooms that are `lost` and `closing`. `staff` by default. */
  readonly missing?: Role;
  /** Whoever is inside stays inside: each room keeps its status. */
  readonly movesNobody?: true;
  /** Resolves when everything is back. Gives the people of the room that was `creating`. */
  strike(scene: Scene): Promise<Party | undefined>;
}

/** All rooms were joined anew, and who is inside was read. */
async function readBack({ anteroom }: HelpDesk): Promise<void> {
  await anteroom.logs("the rooms were read back");
}

/** Until the lease that a killed process holds runs out would take four seconds. */
async function relaunch({ anteroom, database }: HelpDesk): Promise<void> {
  await database.query("update lease set expires_at = now()");
  await anteroom.launch();
  await anteroom.ready();
}

const NOBODY = "there are no people in it";

async function vanishes({ parties }: Scene, role: Role): Promise<undefined> {
  for (const party of parties) await party[role]?.vanish();
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  "the component is killed": {
    movesNobody: true,
    async strike({ desk }) {
      const party = await whileCreating(desk, async () => void (await desk.anteroom.kill()));
      desk.network.release();
      await relaunch(desk);
      await readBack(desk);
      return party;
    },
  },
  "the server is restarted in good order": {
    async strike({ desk }) {
      const party = await whileCreating(desk, () => desk.server.stop());
      desk.network.release();
      await desk.server.start();
      await readBack(desk);
      return party;
    },
  },
  "the server is killed": {
    async strike({ desk }) {
      const party = await whileCreating(desk, () => desk.server.kill());
      desk.network.release();
      await desk.server.start();
      await readBack(desk);
      return party;
    },
  },
  "the component and the server are killed": {
    async strike({ desk }) {
      const party = await whileCreating(
        desk,
        async () => void (await Promise.all([desk.anteroom.kill(), desk.server.kill()])),
      );
      desk.network.release();
      await desk.server.start();
      await relaunch(desk);
      await readBack(desk);
      return party;
    },
  },
  "the database is away": {
    movesNobody: true,
    ownDatabase: true,
    async strike({ desk, postgres }) {
      const party = await whileCreating(desk, async () => postgres?.stop());
      desk.network.release();
      await desk.anteroom.logs("database cannot be reached");
      await postgres?.start();
      return party;
    },
  },
  "the stream is cut": {
    movesNobody: true,
    async strike({ desk }) {
      const party = await whileCreating(desk, async () => desk.network.cut());
      desk.network.release();
      await readBack(desk);
      return party;
    },
  },
  "clients are killed without leaving": {
    senseless: {
      creating: NOBODY,
      available: NOBODY,
      reserved: NOBODY,
      staff_waiting: "no client has a seat in it yet",
      client_coming: "the client is not in it yet",
    },
    strike: (scene) => vanishes(scene, "client"),
  },
  "staff is killed without leaving": {
    senseless: { creating: NOBODY, available: NOBODY, reserved: NOBODY },
    missing: "client",
    strike: (scene) => vanishes(scene, "staff"),
  },
};

/** The statuses at which the fault strikes. */
export function statusesOf({ senseless = {} }: Fault): readonly Status[] {
  return STATUSES.filter((status) => senseless[status] === undefined);
}

export function databaseOf({ ownDatabase }: Fault): Promise<TestPostgres> | undefined {
  return ownDatabase ? startPostgres() : undefined;
}
