import { debuglog } from "node:util";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { configFolder, loadConfig } from "./config/load.ts";
import { nearest } from "./config/nearest.ts";
import { secretsOf } from "./config/secrets.ts";
import type { Config } from "./config/settings.ts";
import type { Environment } from "./config/sources/environment.ts";
import { editDistance } from "./edit-distance.ts";
import { hiding } from "./ops/hide.ts";
import { ConfigError, quoted } from "./ops/problem.ts";
import { oneLine, reason } from "./ops/reason.ts";
import { version } from "./version.ts";

/** The parts of the process that commands use. */
export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The actions of the commands. They are loaded on demand, so that `--help` is quick and `migrate` needs no XMPP. */
export interface Actions {
  /** `folder`, here and below, is the folder from which packages of responders are looked up. */
  serve(
    config: Config,
    options: { readonly wait: boolean },
    folder: string,
    reread: () => Config,
  ): Promise<number>;
  migrate(database: Config["database"]): Promise<readonly string[]>;
  pending(database: Config["database"]): Promise<readonly { readonly name: string; readonly sql: string }[]>;
  check(
    config: Pick<Config, "conversations" | "database" | "rooms">,
    options: { readonly json: boolean },
    out: (text: string) => void,
    folder: string,
  ): Promise<number>;
  doctor(
    config: Config,
    options: { readonly json: boolean },
    out: (text: string) => void,
    folder: string,
  ): Promise<number>;
  demo(): Promise<number>;
}

const actions: Actions = {
  serve: async (...given) => (await import("./main.ts")).serve(...given),
  migrate: async (database) => (await import("./ledger/database/migrate.ts")).migrate(database),
  pending: async (database) => (await import("./ledger/database/migrate.ts")).pending(database),
  check: async (...given) => (await import("./check/check.ts")).check(...given),
  doctor: async (...given) => (await import("./doctor/doctor.ts")).doctor(...given),
  demo: async () => (await import("./demo/demo.ts")).runDemo(),
};

/** Exit statuses: 0 done, 1 failed, 2 wrong usage or configuration. `serve` also gives 75 if another instance holds the lease. */
const failed = 1;
const misused = 2;

/**
 * Runs one command line (without node and script) and gives the exit status. Never throws: a failure is one line on
 * `err`, and each problem of usage or configuration is one line.
 */
export async function run(
  argv: readonly string[],
  io: Surroundings,
  act: Actions = actions,
): Promise<number> {
  let status = 0;
  let hide = (line: string) => line;
  const program = describe(io, {
    serve: async ({ config: file, wait }) => {
      const config = loadConfig({ file, ...io });
      hide = hiding(secretsOf(config));
      const reread = () => loadConfig({ file, ...io });
      status = await act.serve(config, { wait }, configFolder({ file, ...io }), reread);
    },
    migrate: async ({ config: file, dryRun }) => {
      const { database } = loadConfig({ file, ...io }, ["database"]);
      hide = hiding(secretsOf({ database }));
      if (dryRun) io.out(asScript(database.schema, await act.pending(database)));
      else io.out(asList(await act.migrate(database)));
    },
    check: async ({ config: file, json = false }) => {
      const config = loadConfig({ file, ...io }, ["conversations", "database", "rooms"]);
      hide = hiding(secretsOf(config));
      status = await act.check(config, { json }, io.out, configFolder({ file, ...io }));
      if (status === failed) io.err("anteroom: a conversation would be stranded\n");
    },
    doctor: async ({ config: file, json = false }) => {
      const config = loadConfig({ file, ...io });
      hide = hiding(secretsOf(config));
      status = await act.doctor(config, { json }, io.out, configFolder({ file, ...io }));
      if (status === failed) io.err("anteroom: a check failed\n");
    },
    demo: async ({ config: file }) => {
      if (file !== undefined) io.err("anteroom: demo brings its own configuration and ignores --config\n");
      status = await act.demo();
    },
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    debuglog("anteroom")("%s", error instanceof Error ? error.stack : error);
    if (error instanceof ConfigError) io.err(`${hide(error.message)}\n`);
    else
      io.err(
        `anteroom: ${error instanceof CommanderError ? misuse(error, program, argv) : hide(reason(error))}\n`,
      );
    return error instanceof ConfigError || error instanceof CommanderError ? misused : failed;
  }
}

interface Options {
  readonly config?: string;
  readonly wait: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

type Commands = Readonly<
  Record<"serve" | "migrate" | "check" | "doctor" | "demo", (options: Options) => Promise<void>>
>;

function describe(io: Surroundings, commands: Commands): Command {
  const program = new Command("anteroom")
    .description("An XMPP component that leads people through durable conversations.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .option(
      "--config <file>",
      "YAML file of settings (default: ANTEROOM_CONFIG, or ./anteroom.yaml if it exists)",
      fileName,
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: io.out, writeErr: () => {} })
    .showSuggestionAfterError(false)
    .exitOverride();
  const add = (name: keyof Commands, description: string) =>
    program
      .command(name)
      .description(description)
      .helpOption("--help", "print this help")
      .action((_, command: Command) => commands[name](command.optsWithGlobals<Options>()));
  add("serve", "run the component").option("--no-wait", "exit with 75 if another instance holds the lease");
  add("migrate", "bring the database's schema to this version").option(
    "--dry-run",
    "print the SQL and change nothing",
  );
  add("check", "tell which ongoing conversations would resume with the responders of this build").option(
    "--json",
    "print the result as JSON, for machines",
  );
  add(
    "doctor",
    "find what is wrong with configuration, database and server, and print the lines that mend it",
  ).option("--json", "print the result as JSON, for machines");
  add("demo", "run the component with a server and a database of its own");
  return program;
}

/** Refuses the next option as the file's name: in `--config --no-wait` the name is missing. */
function fileName(text: string): string {
  if (text.startsWith("-")) throw new InvalidArgumentError("It needs the name of a file.");
  return text;
}

/** Tells what is wrong with a command line, and the nearest correct word. */
function misuse(error: CommanderError, program: Command, argv: readonly string[]): string {
  const names = program.commands.map((command) => command.name());
  if (error.code === "commander.help") return `name a command: ${names.join(", ")}; --help explains them`;
  const wrong = /'(.*)'$/s.exec(error.message)?.[1] ?? "";
  if (error.code === "commander.unknownCommand") {
    return `${quoted(wrong)} is not a command; ${hint(wrong, names)}`;
  }
  if (error.code === "commander.unknownOption") {
    const command = program.commands.find((candidate) => argv.includes(candidate.name()));
    const options = [program, ...(command === undefined ? [] : [command])]
      .flatMap((source) => source.options)
      .flatMap(({ long }) => long ?? []);
    return `${quoted(wrong)} is not an option; ${hint(wrong, [...options, "--help"])}`;
  }
  return oneLine(error.message.replace(/^error: /, ""));
}

/** The nearest word, unless it has too little in common with the given one: "help" is no mistyped "check". */
function hint(wrong: string, known: readonly string[]): string {
  const word = nearest(wrong, known);
  return editDistance(wrong.toLowerCase(), word) > word.length / 2
    ? "--help explains them"
    : `the nearest is ${word}`;
}

const asList = (names: readonly string[]) =>
  names.length === 0 ? "the schema is up to date\n" : names.map((name) => `applied ${name}\n`).join("");

/**
 * The SQL that `migrate` would run, as a script for psql with a transaction for each migration. It notes what it has applied
 * where `migrate` does (Kysely's table), so that nothing is applied twice.
 */
function asScript(schema: string, migrations: Awaited<ReturnType<Actions["pending"]>>): string {
  if (migrations.length === 0) return "-- the schema is up to date\n";
  const parts = migrations.map(
    ({ name, sql }) =>
      `-- ${name}\nbegin;\n${sql.trim()}\ninsert into kysely_migration values ('${name}', ${NOW});\ncommit;\n`,
  );
  const quotedSchema = `"${schema}"`;
  return [
    "-- For psql, as the role of database.url, which is to own all of it: psql --set ON_ERROR_STOP=1\n" +
      `create schema if not exists ${quotedSchema};\nset search_path = ${quotedSchema};\n` +
      "create table if not exists kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null);\n",
    ...parts,
  ].join("\n");
}

// As `toISOString` writes it.
const NOW = `to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
