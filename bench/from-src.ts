/**
 * The servers of the demo and the tests, for the bench. `dist/bench` lies beside `dist/demo`, but `bench` does not lie
 * beside `src/demo`, so no relative import is right for both the compiler and Node. The types are imported from `.js`,
 * since the compiler would rewrite paths that end in `.ts`.
 */
import type * as ChildModule from "../src/demo/child.js";
import type * as PortsModule from "../src/demo/ports.js";
import type * as PostgresModule from "../src/demo/postgres-embedded.js";
import type * as ProsodyModule from "../src/demo/prosody-native.js";

export type { Child } from "../src/demo/child.js";
export type { EmbeddedPostgres } from "../src/demo/postgres-embedded.js";
export type { NativeProsody } from "../src/demo/prosody-native.js";

const load = (name: string) => import(new URL(`../demo/${name}.js`, import.meta.url).href);

export const { startChild }: typeof ChildModule = await load("child");
export const { freePort }: typeof PortsModule = await load("ports");
const { EmbeddedPostgres }: typeof PostgresModule = await load("postgres-embedded");
const { NativeProsody }: typeof ProsodyModule = await load("prosody-native");
export const startPostgres = EmbeddedPostgres.start;
export const startProsody = NativeProsody.start;
