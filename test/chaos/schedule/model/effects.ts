/** Rule: each complete conversation ran its effect under one unique key, with the answers of the conversation. */
import { grouped } from "./grouped.ts";
import { type Anomaly, type History, isForgotten } from "./history.ts";

export function* checkEffects({ conversations, effects, forgotten }: History): Generator<Anomaly> {
  const complete = conversations.filter(({ status, list }) => status === "complete" && list !== null);
  const byList = grouped(effects, ({ list }) => list);
  for (const { person, list, id } of complete) {
    const runs = byList.get(list ?? "") ?? [];
    const keys = new Set(runs.map(({ key }) => key));
    if (runs.length === 0) yield { kind: "effect missing", what: `"${list}" of ${person} (${id}) never ran` };
    if (keys.size > 1) {
      yield {
        kind: "effect under two keys",
        what: `"${list}" of ${person} ran under ${[...keys].join(", ")}`,
      };
    }
  }
  const lists = new Set(complete.map(({ person, list }) => `${person} ${list}`));
  for (const { key, person, list, at } of effects) {
    if (isForgotten({ forgotten }, at)) continue;
    if (!lists.has(`${person} ${list}`)) {
      yield {
        kind: "effect differs",
        what: `"${list}" of ${person} ran (${key}), and no conversation ends so`,
      };
    }
  }
  for (const [key, runs] of grouped(effects, (run) => run.key)) {
    const contents = new Set(runs.map(({ list }) => list));
    if (contents.size > 1) {
      yield { kind: "effect differs", what: `${key} ran with "${[...contents].join('" and "')}"` };
    }
  }
}
