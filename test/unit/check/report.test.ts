import { describe, expect, it } from "vitest";
import { type Examined, jsonReport, type Results, textReport } from "../../../src/check/report.ts";

const examined: Examined = {
  id: "c",
  person: "ann@example.org",
  responder: "task",
  version: 1,
  step: "due",
  result: "stranded",
  goesOn: null,
  why: "no responder of this build is called so",
};
const again: Examined = { ...examined, result: "asks again", goesOn: "title", why: "x" };
const resumes: Examined = { ...examined, result: "resumes", goesOn: "due", why: "" };
const results = (resumes: number, asksAgain: number, stranded: number): Results => ({
  resumes,
  "asks again": asksAgain,
  stranded,
});

function written(
  make: typeof textReport,
  found: readonly Examined[],
  sums: readonly [string, Results][],
): string {
  let text = "";
  const report = make((more) => {
    text += more;
  });
  for (const one of found) report.add(one);
  report.end(new Map(sums));
  return text;
}

describe("the report for people", () => {
  it("begins with the worst findings and ends with the sums", () => {
    const sums: [string, Results][] = [
      ["task", results(3, 1, 1)],
      ["shake", results(1, 0, 0)],
    ];
    expect(written(textReport, [resumes, again, examined], sums)).toBe(
      [
        'stranded: c of ann@example.org, task at "due": no responder of this build is called so',
        'asks again: c of ann@example.org, task at "due", going on at "title": x',
        'resumes: c of ann@example.org, task at "due"',
        "resumes: 3 more; --json lists all",
        "shake: 1 resumes",
        "task: 3 resume, 1 asks again, 1 stranded",
        "all 6 ongoing: 4 resume, 1 asks again, 1 stranded",
        "",
      ].join("\n"),
    );
  });

  it("is bounded, and says how much it leaves out", () => {
    const text = written(textReport, Array(1_000).fill(examined), [["task", results(0, 0, 1_000)]]);
    expect(text.split("\n").filter((line) => line.startsWith("stranded: c of"))).toHaveLength(25);
    expect(text).toContain("\nstranded: 975 more; --json lists all\ntask: 1000 stranded\n");
  });

  it("says if nothing is ongoing, and gives each finding one line, whatever the finding holds", () => {
    expect(written(textReport, [], [])).toBe("no conversation is ongoing\n");
    const text = written(textReport, [{ ...examined, person: "a\nb", why: "\u001b[1m\n" }], []);
    expect(text.split("\n")[0]).toBe('stranded: c of a b, task at "due": [1m');
  });
});

describe("the report for machines", () => {
  it("is one document that leaves nothing out", () => {
    const text = written(jsonReport, Array(1_000).fill(again), [["task", results(2, 1_000, 0)]]);
    const document = JSON.parse(text);
    expect(document.conversations).toHaveLength(1_000);
    expect(document.conversations[0]).toEqual(again);
    expect(document.responders).toEqual({ task: results(2, 1_000, 0) });
    expect(document.total).toEqual(results(2, 1_000, 0));
    expect(JSON.parse(written(jsonReport, [], [])).conversations).toEqual([]);
  });
});
