/** Conversations, as metrics show them. */
import type { Queryable } from "../ledger/statement.ts";
import type { GaugeOptions } from "../ops/metrics.ts";
import type { Change } from "./engine/outcome.ts";

export class ConversationCounts {
  /** As this process has seen. */
  started = 0;
  readonly ended = { complete: 0, aborted: 0 };
  /** Of all components; `undefined` where the database was not asked, or does not say. */
  ongoing: number | undefined;

  /** These changes are committed. */
  changed(changes: readonly Change[]): void {
    const last = new Map<string, string>();
    for (const change of changes) {
      if (change.kind === "start") this.started++;
      if (change.kind !== "start" && change.kind !== "update") continue;
      last.set(change.conversation.id, change.conversation.status);
    }
    for (const status of last.values()) {
      if (status === "complete" || status === "aborted") this.ended[status]++;
    }
  }

  /** `may`: this instance acts. */
  async measure(db: Queryable, may: boolean): Promise<void> {
    const rows = may ? await db.query<{ ongoing: number }>(ONGOING).catch(() => []) : [];
    this.ongoing = rows[0]?.ongoing;
  }
}

const ONGOING = {
  name: "conversations_ongoing",
  text: "select count(*)::float8 as ongoing from conversation where status = 'ongoing'",
  values: [],
};

export function conversationGauges(counts: ConversationCounts): readonly GaugeOptions[] {
  return [
    {
      name: "anteroom_conversations_started_total",
      help: "conversations that were started",
      read: () => counts.started,
    },
    {
      name: "anteroom_conversations_ended_total",
      help: "conversations that have ended, by status: complete, aborted",
      read: () => ({ label: "status", values: counts.ended }),
    },
    {
      name: "anteroom_conversations_ongoing",
      help: "ongoing conversations of all components over the database; shown by the instances that hold a lease",
      read: () => counts.ongoing,
    },
  ];
}
