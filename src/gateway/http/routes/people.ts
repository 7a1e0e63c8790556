/** Presence, friends, and the seats of rooms. */
import { z } from "zod";
import {
  compatFriends,
  compatObjects,
  newPresence,
  presence,
  readNewPresence,
  readUuid,
} from "../../mapping/index.ts";
import { bearerOf } from "../credentials.ts";
import type { Operation } from "../operation.ts";
import { badRequest, notFound } from "../problem.ts";
import { jsonOf, readBody, text } from "../reading.ts";

const seat = z.object(
  { seat: text().meta({ format: "uuid", description: "as SQL gave it to the web application" }) },
  { error: "must be a JSON object" },
);

const joined = z.object({ thread: z.string() }).meta({ id: "Joined" });

const friends = z.object({ presence: z.array(presence) }).meta({ id: "Friends" });

const friendsOf2014 = z.object({ friends: z.array(compatObjects.presence) }).meta({ id: "CompatFriends" });

export const peopleOperations: readonly Operation[] = [
  {
    method: "POST",
    path: "/presence",
    summary: "Says whether the person is available; without `available` the person is",
    access: "bearer",
    body: newPresence,
    answers: [{ status: 204, text: "noted" }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      if (call.body.kind === "none") throw badRequest(["the body is missing"]);
      const { value, problems } = readNewPresence(jsonOf(newPresence, call.body));
      if (problems !== undefined) throw badRequest(problems);
      await parts.people.setPresence(who, value);
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "/join",
    summary: "Takes a seat in a room",
    access: "bearer",
    body: seat,
    answers: [{ status: 200, text: "the thread of the room", schema: joined }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      const id = readUuid(readBody(seat, call).seat);
      const taken = id === undefined ? undefined : await parts.people.takeSeat(who, id);
      if (taken === undefined) throw notFound();
      return { status: 200, json: { thread: taken.thread } };
    },
  },
  {
    method: "POST",
    path: "/leave",
    summary: "Gives a seat up",
    access: "bearer",
    body: seat,
    answers: [{ status: 204, text: "the person has left the room" }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      const id = readUuid(readBody(seat, call).seat);
      if (id === undefined || !(await parts.people.leaveSeat(who, id))) throw notFound();
      return { status: 204 };
    },
  },
  {
    method: "GET",
    path: "/get-friends",
    summary: "The presence of those one may talk to",
    access: "bearer",
    answers: [{ status: 200, text: "presence", schema: friends, compatSchema: friendsOf2014 }],
    async run(parts, call) {
      const who = await bearerOf(parts, call);
      const all = await parts.people.friends(who);
      if (!call.compat) return { status: 200, json: { presence: all } };
      const { personId } = who;
      const people = await parts.streams.compatPeople({
        personId,
        entities: all.map(({ entity }) => entity),
      });
      return { status: 200, json: compatFriends(all, people) };
    },
  },
];
