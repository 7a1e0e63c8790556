/** Reports of a check, for people and for machines. Neither keeps more in memory than it shows. */
import type { Finding } from "../conversations/index.ts";
import { oneLine } from "../ops/reason.ts";

/** The number of conversations by result. */
export type Results = Readonly<Record<Finding["result"], number>>;

/** What would become of a conversation. */
export interface Examined {
  readonly id: string;
  readonly person: string;
  readonly responder: string;
  /** The version of the responder that stored it. */
  readonly version: number;
  /** The open step as stored. */
  readonly step: string;
  readonly result: Finding["result"];
  /** The step whose question is open then; `null` if the conversation is stranded. */
  readonly goesOn: string | null;
  /** Empty where it resumes. */
  readonly why: string;
}

export interface Report {
  add(examined: Examined): void;
  end(byResponder: ReadonlyMap<string, Results>): void;
}

// Lines for each result. Nobody reads more than a screen.
const SHOWN = 25;

/** Prints lines: the worst first, the sums last. */
export function textReport(out: (text: string) => void): Report {
  const lines: Record<Examined["result"], string[]> = { stranded: [], "asks again": [], resumes: [] };
  return {
    add: (examined) => {
      const list = lines[examined.result];
      if (list.length < SHOWN) list.push(lineOf(examined));
    },
    end: (byResponder) => {
      const sum = total(byResponder);
      for (const result of ["stranded", "asks again", "resumes"] as const) {
        for (const line of lines[result]) out(line);
        const more = sum[result] - lines[result].length;
        if (more > 0) out(`${result}: ${more} more; --json lists all\n`);
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

/** Prints one document bit by bit: all conversations, and the sums. */
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
  const because = why === "" ? "" : `: ${why}`;
  return `${oneLine(`${result}: ${id} of ${person}, ${responder} at "${step}"${there}${because}`)}\n`;
}

/** For example `3 resume, 1 asks again`. Results that do not occur are left out. */
function resultsText({ resumes, stranded, "asks again": again }: Results): string {
  const parts = [
    resumes === 0 ? "" : `${resumes} ${resumes === 1 ? "resumes" : "resume"}`,
    again === 0 ? "" : `${again} ${again === 1 ? "asks" : "ask"} again`,
    stranded === 0 ? "" : `${stranded} stranded`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
