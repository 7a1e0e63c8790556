import { describe, expect, test } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.ts";

/**
 * The house style, as far as it can be counted: who may know whom, how large a file may be, what it may be called.
 */
const all = ["src", "test", "examples", "bench", "tools"].flatMap(sourceFiles);
const source = all.filter(({ path }) => path.startsWith("src/"));

/** The folder right below src, or the file's own name where it lies there itself. */
const layerOf = (path: string) => path.split("/")[1]?.replace(/\.ts$/, "") ?? "";

interface Rule {
  /** What a layer uses. */
  readonly uses: readonly string[];
  /** What it knows the shape of: type-only imports of small interfaces. */
  readonly shapes?: readonly string[];
}

const common = ["clock", "duration", "edit-distance", "errors", "ops"];
const feature: Rule = {
  uses: [...common, "xmpp", "ledger", "texts", "version"],
  shapes: ["config", "feature", "roster", "conversations", "rooms", "gateway"],
};

/** A new folder of src needs a line here: that is the moment to think of its place. */
const layers: Readonly<Record<string, Rule>> = {
  clock: { uses: [] },
  errors: { uses: [] },
  duration: { uses: [] },
  "edit-distance": { uses: [] },
  version: { uses: [] },
  types: { uses: [], shapes: ["xmpp"] },
  ops: { uses: ["clock", "version"] },
  texts: { uses: ["ops"] },
  config: { uses: ["duration", "edit-distance", "ops", "texts", "xmpp"] },
  // Neither of the two knows the other, or any feature. That stanzas go into the outbox is no secret of xmpp's.
  xmpp: { uses: common },
  ledger: { uses: common, shapes: ["xmpp"] },
  roster: feature,
  conversations: feature,
  // Its built-in responders are written as those of an author are.
  rooms: { ...feature, uses: [...feature.uses, "index"] },
  gateway: feature,
  // The shape of the four, and the list of them.
  feature: { uses: [], shapes: ["clock", "config", "ledger", "ops", "texts", "xmpp"] },
  features: {
    uses: ["roster", "conversations", "rooms", "gateway", "doctor"],
    shapes: ["config", "feature"],
  },
  // What deployers import.
  index: { uses: ["conversations", "duration"] },
  testing: { uses: ["conversations"] },
  // What puts the parts together.
  component: { uses: [...common, "version", "xmpp", "ledger"], shapes: ["config", "feature", "texts"] },
  responders: { uses: ["config", "conversations", "ops"] },
  main: {
    uses: [
      ...common,
      "config",
      "texts",
      "version",
      "component",
      "features",
      "responders",
      "ledger",
      "conversations",
    ],
  },
  check: { uses: [...common, "config", "conversations", "ledger", "responders", "rooms", "texts"] },
  // Its checks of the server run in `serve`, too.
  doctor: {
    uses: [...common, "config", "xmpp", "ledger", "texts", "version", "rooms", "gateway", "responders"],
    shapes: ["feature"],
  },
  demo: { uses: [...common, "config"] },
  commands: { uses: [...common, "config", "version", "main", "ledger", "check", "doctor", "demo"] },
  "command-line": { uses: ["commands", "ops"] },
  cli: { uses: ["ops", "command-line"] },
};

/** Libraries that one layer knows, so that they can be exchanged there. */
const owners: Readonly<Record<string, readonly string[]>> = {
  "@xmpp/component": ["xmpp", "types"],
  "@xmpp/xml": ["xmpp", "types"],
  pg: ["ledger"],
  kysely: ["ledger"],
  "@fluent/bundle": ["texts"],
  "@fluent/syntax": ["texts"],
  yaml: ["config"],
  zod: ["config", "gateway"],
  jose: ["gateway"],
  commander: ["commands"],
  pino: ["ops"],
  "prom-client": ["ops"],
  // Not there where the package is installed.
  typescript: [],
};

describe("layers", () => {
  test("every layer uses only the layers below it", () => {
    const wrong = source.flatMap(({ path, imports }) => {
      const layer = layerOf(path);
      const rule = layers[layer] ?? { uses: [] };
      return imports
        .filter(({ target }) => target.startsWith("src/") && layerOf(target) !== layer)
        .filter(({ target, typeOnly }) => {
          const known = [...rule.uses, ...(typeOnly ? (rule.shapes ?? []) : [])];
          return !known.includes(layerOf(target));
        })
        .map(({ target }) => `${path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("every folder and file of src has its place among the layers", () => {
    const unknown = source.map(({ path }) => layerOf(path)).filter((layer) => layers[layer] === undefined);
    expect(unknown).toEqual([]);
  });

  test("each library is known to the layer that it belongs to", () => {
    const wrong = source.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, typeOnly }) => !typeOnly && owners[target]?.includes(layerOf(path)) === false)
        .map(({ target }) => `${path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the module for browsers runs on its own files alone", () => {
    const own = "src/gateway/client/";
    const wrong = source
      .filter(({ path }) => path.startsWith(own))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target, typeOnly }) => !typeOnly && !target.startsWith(own))
          .map(({ target }) => `${path} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test("what serves browsers is loaded by an import at run time alone", () => {
    const byPath = new Map(source.map((file) => [file.path, file]));
    const loaded = new Set(["src/main.ts"]);
    for (const path of loaded) {
      for (const { target, typeOnly, late } of byPath.get(path)?.imports ?? [])
        if (!typeOnly && !late) loaded.add(target);
    }
    expect(loaded).toContain("src/gateway/index.ts");
    const libraries = [
      "fastify",
      "jose",
      "sanitize-html",
      "src/gateway/http/index.ts",
      "src/gateway/mapping/index.ts",
    ];
    expect(libraries.filter((library) => loaded.has(library))).toEqual([]);
  });

  test("no imports form a cycle", () => {
    expect(cyclesAmong(source)).toEqual([]);
  });

  test("the deployed code imports nothing from tests and tools", () => {
    const wrong = source.filter(({ imports }) =>
      imports.some(({ target }) => /^(test|bench|tools)\//.test(target)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe("sizes", () => {
  test("no file has more than 400 lines", () => {
    expect(all.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test("half of the files of src have fewer than 120 lines", () => {
    const small = source.filter(({ lines }) => lines < 120);
    expect(small.length * 2).toBeGreaterThanOrEqual(source.length);
  });
});

describe("folders", () => {
  test("no folder has more than fifteen files", () => {
    const count = new Map<string, number>();
    for (const { path } of all) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      count.set(folder, (count.get(folder) ?? 0) + 1);
    }
    expect([...count].filter(([, files]) => files > 15)).toEqual([]);
  });
});

describe("names", () => {
  const empty = /(^|[-.])(utils?|managers?|services?|helpers?)([-.]|$)/;

  test("files and folders are in kebab-case", () => {
    const word = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|config|d))?(\.(ts|mjs))?$/;
    expect(
      all.map(({ path }) => path).filter((path) => !path.split("/").every((part) => word.test(part))),
    ).toEqual([]);
  });

  test("no file has a name that says nothing, such as utils", () => {
    expect(
      all.map(({ path }) => path).filter((path) => path.split("/").some((part) => empty.test(part))),
    ).toEqual([]);
  });

  test("no class has a name that says nothing, such as Manager", () => {
    const wrong = all.flatMap(({ path, classes }) =>
      classes
        .filter((name) => /(Utils?|Manager|Service|Helper)s?$/.test(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("types", () => {
  test("nothing escapes the compiler: no any, no `!`, no comments that silence it", () => {
    const declarations = /^src\/types\/|\.d\.ts$/;
    const checked = all.filter(({ path }) => !declarations.test(path));
    expect(checked.flatMap(({ escapes }) => escapes)).toEqual([]);
  });

  test("no comment leaves work for later", () => {
    const later = /\b(TODO|FIXME|XXX)\b/;
    const own = "test/unit/layers.test.ts";
    expect(all.filter(({ path, text }) => path !== own && later.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

/** Each circle of imports, types included, once, as the path around it. */
function cyclesAmong(files: readonly SourceFile[]): readonly string[] {
  const imports = new Map(files.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) cycles.push([...way.slice(start), path].join(" → "));
    if (start >= 0 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
}
