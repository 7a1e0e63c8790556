/**
 * The demo's and tests' servers, for use here. `dist/bench` lies beside `dist/demo`, but `bench` not beside
 * `src/demo`, so that an ordinary relative import cannot be right both for the compiler and for Node.
 */
import type * as ChildModule from "../src/demo/child.ts";
import type * as PortsModule from "../src/demo/ports.ts";
import type * as PostgresModule from "../src/demo/postgres-embedded.ts";
import type * as ProsodyModule from "../src/demo/prosody-native.ts";

export type { Child } from "../src/demo/child.ts";
export type { EmbeddedPostgres } from "../src/demo/postgres-embedded.ts";
export type { NativeProsody } from "../src/demo/prosody-native.ts";

const load = (name: string) => import(new URL(`../demo/${name}.js`, import.meta.url).href);

export const { startChild }: typeof ChildModule = await load("child");
export const { freePort }: typeof PortsModule = await load("ports");
const { EmbeddedPostgres }: typeof PostgresModule = await load("postgres-embedded");
const { NativeProsody }: typeof ProsodyModule = await load("prosody-native");
export const startPostgres = EmbeddedPostgres.start;
export const startProsody = NativeProsody.start;
