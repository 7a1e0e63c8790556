/** What a check found, for people and for machines. Neither keeps more than it shows. */
import type { Finding } from "../conversations/index.ts";
import { oneLine } from "../ops/reason.ts";

/** How many conversations came to what. */
export type Results = Readonly<Record<Finding["result"], number>>;

/** A conversation that does not simply resume. */
export interface Examined {
  readonly id: string;
  readonly person: string;
  readonly responder: string;
  /** Of the responder, that has stored it. */
  readonly version: number;
  /** The open step, as it is stored. */
  readonly step: string;
  readonly result: Exclude<Finding["result"], "resumes">;
  /** The step whose question would be asked; `null` where it is stranded. */
  readonly goesOn: string | null;
  readonly why: string;
}

export interface Report {
  add(examined: Examined): void;
  end(byResponder: ReadonlyMap<string, Results>): void;
}

// Of each sort; more than fits a screen nobody reads.
const SHOWN = 25;

/** Lines: first the worst, at last the sums. */
export function textReport(out: (text: string) => void): Report {
  const lines: Record<Examined["result"], string[]> = { stranded: [], "asks again": [] };
  return {
    add: (examined) => {
      const list = lines[examined.result];
      if (list.length < SHOWN) list.push(lineOf(examined));
    },
    end: (byResponder) => {
      const sum = total(byResponder);
      for (const result of ["stranded", "asks again"] as const) {
        for (const line of lines[result]) out(line);
        const more = sum[result] - lines[result].length;
        if (more > 0) out(`${result}: ${more} more; --json gives all\n`);
      }
      for (const [responder, results] of sorted(byResponder)) {
        out(`${oneLine(responder)}: ${resultsText(results)}\n`);
      }
      const { resumes, stranded, "asks again": again } = sum;
      const count = resumes + stranded + again;
      out(count === 0 ? "no conversation is ongoing\n" : `all ${count} ongoing: ${resultsText(sum)}\n`);
    },
  };
}

/** One document, written as it comes: what does not simply resume, and the sums. */
export function jsonReport(out: (text: string) => void): Report {
  let separator = "";
  out('{"conversations":[');
  return {
    add: (examined) => {
      out(`${separator}\n${JSON.stringify(examined)}`);
      separator = ",";
    },
    end: (byResponder) => {
      const responders = Object.fromEntries(sorted(byResponder));
      out(`\n],"responders":${JSON.stringify(responders)},"total":${JSON.stringify(total(byResponder))}}\n`);
    },
  };
}

export function total(byResponder: ReadonlyMap<string, Results>): Results {
  const sum = { resumes: 0, "asks again": 0, stranded: 0 };
  for (const results of byResponder.values()) {
    sum.resumes += results.resumes;
    sum["asks again"] += results["asks again"];
    sum.stranded += results.stranded;
  }
  return sum;
}

function sorted(byResponder: ReadonlyMap<string, Results>): readonly (readonly [string, Results])[] {
  return [...byResponder].sort(([a], [b]) => (a < b ? -1 : 1));
}

function lineOf({ id, person, responder, step, result, goesOn, why }: Examined): string {
  const there = goesOn === null || goesOn === step ? "" : `, going on at "${goesOn}"`;
  return `${oneLine(`${result}: ${id} of ${person}, ${responder} at "${step}"${there}: ${why}`)}\n`;
}

/** `3 resume, 1 asks again`: what there is none of is left out. */
function resultsText({ resumes, stranded, "asks again": again }: Results): string {
  const parts = [
    resumes === 0 ? "" : `${resumes} ${resumes === 1 ? "resumes" : "resume"}`,
    again === 0 ? "" : `${again} ${again === 1 ? "asks" : "ask"} again`,
    stranded === 0 ? "" : `${stranded} stranded`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
