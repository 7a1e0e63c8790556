/**
 * Puts the trouble that keeps a command from its database into one line for the person who starts Anteroom, with its
 * cure. Either a person has to mend something, or the database is not up yet.
 */

import { DatabaseAway } from "../../errors.ts";
import { ConfigError } from "../../ops/problem.ts";
import { reason } from "../../ops/reason.ts";
import { isConnectionLost, sqlState } from "./database.ts";

/** The parts of a URL, with the defaults of `pg`. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
  readonly schema: string;
}

const key = "database.url";

/** Something that has to be mended in the URL, or in the database to which it leads. */
export function misconfigured(text: string): ConfigError {
  return new ConfigError([{ key, text }]);
}

/** Explains why no connection could be had. `place` is missing where not even the URL could be used. */
export function connectTrouble(error: unknown, place: Place | undefined): Error {
  if (error instanceof AggregateError && error.errors.length > 0)
    return connectTrouble(error.errors[0], place);
  const said = reason(error);
  const { code = "", syscall = "" } = (error ?? {}) as { readonly code?: string; readonly syscall?: string };
  if (place === undefined) {
    return misconfigured(
      syscall === "open"
        ? `a file that it names cannot be read (${said})`
        : `it cannot be used (${said}): check it`,
    );
  }
  if (sqlState(error) !== undefined) {
    const state = code === "08P01" ? stateOfPooler(said) : code;
    return state === code && isConnectionLost(error)
      ? away(unready(state, said), error)
      : misconfigured(refused(state, said, place));
  }
  const cure = misunderstood(code, said, place);
  return cure === undefined ? away(unreachable(code, syscall, said, place), error) : misconfigured(cure);
}

/** Explains why a statement failed; `doing` names the work that it was part of. */
export function queryTrouble(error: unknown, place: Place, doing: string): Error {
  const said = reason(error);
  if (isConnectionLost(error) || isOfSocket(error, said)) {
    return away(unready(sqlState(error) ?? "", said), error);
  }
  return sqlState(error) === "42501"
    ? misconfigured(lacksRight(said, place))
    : new Error(`${doing}: ${said}`, { cause: error });
}

/** Node's errors have a number beside their code; `pg` says in words that a connection ended, or gave no answer. */
function isOfSocket(error: unknown, said: string): boolean {
  const { errno } = (error ?? {}) as { readonly errno?: unknown };
  return errno !== undefined || /connection (terminated|error)|was closed|timeout/i.test(said);
}

/** The cure for a role that lacks a right. */
export function lacksRight(said: string, { user, database, schema }: Place): string {
  return (
    `the role "${user}" lacks a right (${said}): make it the owner of the database ` +
    `(alter database "${database}" owner to "${user}"), or grant it create on the database, and all on schema "${schema}", its tables and its functions`
  );
}

/** PgBouncer calls every failure a "protocol violation". */
function stateOfPooler(said: string): string {
  if (/authentication failed/.test(said)) return "28P01";
  return /no such database|database .* does not exist/.test(said) ? "3D000" : "08P01";
}

function away(text: string, cause: unknown): DatabaseAway {
  return new DatabaseAway(`${key}: ${text}`, { cause });
}

function refused(state: string, said: string, { user, database }: Place): string {
  switch (state) {
    case "28P01":
      return `PostgreSQL refuses the password (${said}): check role and password; percent-encode special characters such as "%" in the URL`;
    case "28000":
      if (/no pg_hba\.conf entry/.test(said)) {
        return `PostgreSQL accepts no such connection (${said}): add a line to its pg_hba.conf${
          said.includes("no encryption") ? ", or ?sslmode=require to the URL" : ""
        }`;
      }
      return `PostgreSQL does not let the role in (${said}): check its name, or create it (create role "${user}" login password '…')`;
    case "3D000":
      return `${said}: check the name, or create it (create database "${database}" owner "${user}" encoding 'UTF8')`;
    case "42501":
      return `${said}: let the role in (grant connect on database "${database}" to "${user}"), or make it the owner`;
    default:
      return `PostgreSQL refuses the connection (${said}): check the URL, or mend the cause`;
  }
}

function unready(state: string, said: string): string {
  switch (state) {
    case "53300":
      return `PostgreSQL has no connection left (${said}): raise its max_connections, or the role's connection limit`;
    case "57P03":
      return `PostgreSQL is not ready (${said})`;
    default:
      return `PostgreSQL cannot be used at the moment (${said})`;
  }
}

/** Errors of `pg` and of TLS that no waiting mends. */
function misunderstood(code: string, said: string, { user }: Place): string | undefined {
  if (/client password must be/.test(said)) {
    return `PostgreSQL asks for a password, but the URL has none: write postgresql://${user}:PASSWORD@…, percent-encoded`;
  }
  if (/does not support SSL/.test(said)) {
    return `${said}: switch it on there (ssl = on), or use the URL without sslmode`;
  }
  if (/^(ERR_(TLS|SSL)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code)) {
    return `the server's certificate is not accepted (${said}): name its authority with sslrootcert=FILE, or check its name and date`;
  }
  return undefined;
}

function unreachable(code: string, syscall: string, said: string, { host, port }: Place): string {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `the name of the host cannot be resolved (${said}): check it, or the name service`;
  }
  const where = host.startsWith("/") ? host : `${host}:${port}`;
  return syscall === "connect"
    ? `no connection to ${where} (${said}): is PostgreSQL running there?`
    : `the program that listens on ${where} does not answer like PostgreSQL (${said}): is that the right address, and does PostgreSQL work?`;
}
