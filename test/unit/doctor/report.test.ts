/** The reports of `anteroom doctor`. */
import { expect, test } from "vitest";
import { failure, ok, skipped, warning } from "../../../src/doctor/finding.ts";
import { jsonReport, textReport } from "../../../src/doctor/report.ts";

const findings = [
  ok("clock", "right"),
  failure("strangers", `${"a long story of many words ".repeat(8)}ends`, {
    prosody: ["-- below x", "restrict_room_creation = true"],
    ejabberd: ["modules:", "  mod_muc: {}"],
  }),
  warning("webapp-role", "missing", { sql: ["create role x;"] }),
  skipped("upload", "off"),
];
const prosody = { name: "prosody", version: "0.12.3" } as const;

test("the text has each finding with its lines, in at most 92 columns, and the sum at the end", () => {
  const text = textReport({ server: prosody, findings });
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(92);
  expect(text).toContain(
    "in conf.d/anteroom.cfg.lua (or the file that has Anteroom's lines):\n           -- below x\n           restrict_room_creation = true\n" +
      "         then restart Prosody: a reload is not enough\n",
  );
  expect(text).not.toContain("in anteroom.yml");
  expect(text.trimEnd().split("\n").at(-1)).toBe("1 failed, 1 warning, 1 ok, 1 skipped");
});

test("the lines for both servers are printed where it cannot be told which it is", () => {
  const text = textReport({ server: undefined, findings });
  expect(text).toContain("in conf.d/anteroom.cfg.lua ");
  expect(text).toContain("in anteroom.yml ");
  expect(text).toContain("then restart ejabberd");
});

test("lines for anteroom.yaml come before those for the server, which may depend on them", () => {
  const cure = { prosody: ["-- below x"], anteroom: ["rooms:"] };
  const text = textReport({ server: prosody, findings: [failure("rooms.service", "wrong", cure)] });
  expect(text.indexOf("in anteroom.yaml:\n")).toBeLessThan(text.indexOf("in conf.d/anteroom.cfg.lua "));
  expect(text).toContain("in anteroom.yaml:\n           rooms:\n");
});

test("the JSON has the server, the checks with their lines, and the sum", () => {
  expect(JSON.parse(jsonReport({ server: prosody, findings }))).toEqual({
    server: prosody,
    checks: [
      { name: "clock", outcome: "ok", text: "right" },
      {
        name: "strangers",
        outcome: "failure",
        text: expect.any(String),
        cure: { prosody: ["-- below x", "restrict_room_creation = true"] },
      },
      { name: "webapp-role", outcome: "warning", text: "missing", cure: { sql: ["create role x;"] } },
      { name: "upload", outcome: "skipped", text: "off" },
    ],
    sum: { ok: 1, warning: 1, failure: 1, skipped: 1 },
  });
  expect(JSON.parse(jsonReport({ server: undefined, findings: [] }))).toMatchObject({ server: null });
});
