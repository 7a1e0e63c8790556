/** Loads the states that the turns of many people need: in one round trip, and more only for turns that look back. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Needs } from "../engine/commands/command.ts";
import { needsTaken } from "../engine/step/resume.ts";
import type { Registry } from "../responders/registry.ts";
import type { Conversation, State } from "../state.ts";
import { loadStranded } from "./effects.ts";
import {
  findMessages,
  loadConversations,
  loadHeardAt,
  loadHistories,
  loadLatest,
  loadPagings,
  loadTaken,
  type MessageKey,
} from "./load.ts";
import { loadExport } from "./load-export.ts";
import { loadAbsences } from "./notices.ts";
import { EFFECT, SIGNOUT, WAKE } from "./writes.ts";

export interface Asking {
  readonly personId: string;
  readonly needs: Needs;
}

/** The states of turns, in the order of `asking`. */
export async function loadStates(
  db: Queryable,
  { registry, domain }: { readonly registry: Registry; readonly domain: string },
  asking: readonly Asking[],
): Promise<readonly State[]> {
  const pagingOf = asking.filter(({ needs }) => needs.paging).map(({ personId }) => personId);
  const personIds = asking.map(({ personId }) => personId);
  const [conversations, absences, pagings, exports] = await Promise.all([
    loadConversations(db, personIds),
    loadAbsences(db, domain, SIGNOUT, personIds),
    pagingOf.length === 0 ? undefined : loadPagings(db, pagingOf),
    Promise.all(
      asking.map(({ personId, needs: { exported } }) =>
        exported === undefined ? undefined : loadExport(db, personId, exported),
      ),
    ),
  ]);
  const historyOf: string[] = [];
  const takenOf: string[] = [];
  const correctedOf: MessageKey[] = [];
  const correctedIn: string[] = [];
  const pending: string[] = [];
  let builtIn: Conversation[] | undefined;
  for (const { personId, needs } of asking) {
    const { corrected } = needs;
    if (corrected !== undefined) correctedOf.push({ personId, stanzaId: corrected, direction: "in" });
    const conversation = conversations.get(personId);
    if (conversation === undefined) continue;
    if (needs.history) historyOf.push(conversation.id);
    if (needs.taken || needsTaken(registry, conversation)) takenOf.push(conversation.id);
    if (corrected !== undefined) correctedIn.push(conversation.id);
    if (conversation.pending !== null) pending.push(conversation.pending.key);
    if (registry.get(conversation.responder)?.builtIn !== undefined) {
      builtIn ??= [];
      builtIn.push(conversation);
    }
  }
  const [histories, taken, corrected, latest, asides, stranded, facts] = await Promise.all([
    historyOf.length === 0 ? undefined : loadHistories(db, historyOf),
    takenOf.length === 0 ? undefined : loadTaken(db, takenOf),
    findMessages(db, correctedOf),
    correctedIn.length === 0 ? undefined : loadLatest(db, correctedIn),
    // Unknown if conversations are never ended as idle. The chat then shows a correction above something newer.
    correctedIn.length === 0 ? undefined : loadHeardAt(db, domain, WAKE, correctedIn),
    pending.length === 0 ? undefined : loadStranded(db, { domain, kind: EFFECT }, pending),
    builtIn === undefined ? undefined : loadFacts(db, registry, builtIn),
  ]);
  return asking.map(({ personId }, index) => {
    const conversation = conversations.get(personId);
    const id = conversation?.id ?? "";
    return {
      conversation,
      absence: absences[index],
      history: histories?.get(id) ?? [],
      taken: taken?.get(id) ?? [],
      corrected: corrected.get(personId),
      latest: latest?.get(id),
      asideAt: asides?.get(id),
      stranded: stranded?.get(conversation?.pending?.key ?? ""),
      paging: pagings?.get(personId),
      exported: exports[index],
      facts: facts?.get(id),
    };
  });
}

/** What the built-in responders of conversations read, by conversation. */
export async function loadFacts(
  db: Queryable,
  registry: Registry,
  conversations: readonly Conversation[],
): Promise<ReadonlyMap<string, unknown>> {
  const facts = new Map<string, unknown>();
  for (const { name, builtIn } of registry.values()) {
    const own = conversations.filter(({ responder }) => responder === name);
    if (builtIn === undefined || own.length === 0) continue;
    const read = await builtIn.load(db, own);
    for (const [index, { id }] of own.entries()) facts.set(id, read[index]);
  }
  return facts;
}
