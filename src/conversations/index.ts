/**
 * Conversations, in which responders lead the people who write to the bot through steps.
 *
 * `engine/` has no effects. `surfaces/` turns stanzas and timers into jobs of the ledger, asks the engine, and turns its
 * outcome into rows and stanzas.
 */
import type { Config } from "../config/settings.ts";
import { StanzaError } from "../errors.ts";
import type { Feature, Parts } from "../feature.ts";
import type { PersonKey } from "../ledger/person.ts";
import type { Sweep } from "../ledger/sweeper.ts";
import { ConfigError } from "../ops/problem.ts";
import type { PresenceFollower, Roster } from "../roster/roster.ts";
import type { Address, Commands } from "../xmpp/addresses.ts";
import { parseJid } from "../xmpp/jid.ts";
import { COMMAND_FEATURES } from "../xmpp/xep/commands.ts";
import { ConversationCounts, conversationGauges } from "./gauges.ts";
import { newId } from "./ids.ts";
import { type Registry, registriesOf } from "./responders/registry.ts";
import { deleteDowntimes, deleteEnded } from "./store/retention.ts";
import { EFFECT, LOOK, SIGNOUT, STATEMENTS, WAKE } from "./store/writes.ts";
import { responderCommands } from "./surfaces/ad-hoc.ts";
import type { Bot } from "./surfaces/bot.ts";
import { byStanza } from "./surfaces/by-stanza.ts";
import { chat } from "./surfaces/chat.ts";
import { Deliveries } from "./surfaces/delivery.ts";
import { Paces } from "./surfaces/paces.ts";
import { presenceFollower, signouts } from "./surfaces/presence.ts";
import { type Start, starts } from "./surfaces/starting.ts";
import { texting, type Written } from "./surfaces/text.ts";
import { effectRuns, looks, wakes } from "./surfaces/timers.ts";

export { examine, type Finding } from "./examine.ts";
export { BUILT_IN, loadResponders } from "./responders/load.ts";
export { createRegistry, type Registry } from "./responders/registry.ts";
export { type OngoingConversation, ongoingConversations } from "./store/ongoing.ts";
export type { Delivery, ReplyTo, Said } from "./surfaces/delivery.ts";
export type { Start } from "./surfaces/starting.ts";
export type { Written } from "./surfaces/text.ts";

/** The parts of other features that conversations need. */
export interface ConversationsOptions {
  readonly registry: Registry;
  readonly roster: Pick<Roster, "follow" | "presence">;
}

/** Conversations, as features see them that bring people of another kind. */
export interface Conversations extends Feature {
  /** Takes a message to the bot, on whatever way it came. See `texting`. */
  take(person: PersonKey, written: Written): boolean;
  /** Facts on which a conversation of a built-in responder depends may have changed: it looks at them. */
  look(person: PersonKey, conversation: string): void;
  /** Replaces the responders. */
  use(registry: Registry): void;
  /** Starts a conversation with a person, or takes an answer to it that they gave elsewhere. */
  begin(person: PersonKey, starting: Start): void;
  /** Follows people who sign in and out. The roster tells it of people who write from XMPP. */
  readonly follower: PresenceFollower<unknown>;
  /** The ways to reach people; to be completed before the ledger starts. */
  readonly deliveries: Pick<Deliveries, "add">;
}

/** The conversations of the bot. */
export function createConversations(parts: Parts, options: ConversationsOptions): Conversations {
  const { config, texts, host, ledger, clock, log } = parts;
  const { domain } = host;
  const settings = config.conversations;
  const address = botAddress(config);
  const { roster } = options;
  let { registry } = options;
  let registryFor = registriesOf(registry);
  const deliveries = new Deliveries();
  deliveries.add(
    "xmpp",
    byStanza({
      domain,
      bot: `${address.jid.bare}/${address.resource}`,
      roster,
      sendNow: (element) => host.writer.send(element),
    }),
  );
  const bot: Bot = {
    get registry() {
      return registry;
    },
    domain,
    timers: ledger.timers,
    clock,
    scheduler: parts.scheduler,
    log,
    post: (job) => ledger.post(job),
    deliveries,
    paces: new Paces(clock),
    counts: new ConversationCounts(),
    say: texts,
    newId: () => newId(clock()),
    registryFor: (address) => registryFor(address),
    context: (now, { address, lang }) => ({
      now,
      newId: () => newId(now),
      registry: registryFor(address),
      line: registry.get("chat"),
      settings,
      person: { address, lang },
      bot: config.bot.name,
      say: texts(lang),
    }),
  };
  let refusing = false;
  const pass = (lang: string | undefined): void => {
    if (!refusing) return;
    const say = texts(lang);
    throw new StanzaError("recipient-unavailable", { text: say("restarting"), lang: say.lang, type: "wait" });
  };
  const { list, execute } = responderCommands(bot);
  const commands: Commands = {
    list,
    execute: (request, stanza) => {
      pass(request.lang);
      return execute(request, stanza);
    },
  };
  const take = texting(bot);
  const onMessage = chat(bot, take);
  const follower = presenceFollower(bot);
  const looking = looks(bot);
  const starting = starts(bot);
  roster.follow(address.jid.local, follower);
  return {
    name: "conversations",
    addresses: [{ ...address, features: COMMAND_FEATURES, commands }],
    timers: {
      [WAKE]: wakes(bot),
      [EFFECT]: effectRuns(bot),
      [SIGNOUT]: signouts(bot),
      [LOOK]: ({ key, person }) => (person === null ? undefined : looking(person, key)),
    },
    sweeps: sweeps(registry, settings, { domain, clock, log }),
    statements: STATEMENTS,
    gauges: conversationGauges(bot.counts),
    measure: () => bot.counts.measure(ledger.db, ledger.tenure !== undefined),
    listen(router) {
      router.on({ stanza: "message", to: { local: address.jid.local } }, (stanza) => {
        pass(stanza.lang);
        onMessage(stanza);
      });
    },
    refuse() {
      refusing = true;
    },
    take(person, written) {
      pass(written.lang);
      return take(person, written);
    },
    look(person, conversation) {
      bot.post(looking(person, conversation));
    },
    use(responders) {
      registry = responders;
      registryFor = registriesOf(responders);
    },
    begin(person, start) {
      bot.post(starting(person, start));
    },
    follower,
    deliveries,
  };
}

function botAddress({ bot, xmpp }: Config): Address {
  const jid = parseJid(`${bot.address}@${xmpp.domain}`);
  if (jid === undefined) {
    throw new ConfigError([{ key: "bot.address", text: `${bot.address} cannot be part of an address` }]);
  }
  return {
    jid,
    name: bot.name,
    resource: bot.resource,
    identities: [{ category: "client", type: "bot", name: bot.name }],
    features: [],
    chats: true,
    listed: true,
    roster: "mutual",
  };
}

function sweeps(
  registry: Registry,
  settings: Config["conversations"],
  { domain, clock, log }: Pick<Parts, "clock" | "log"> & { readonly domain: string },
): readonly Sweep[] {
  const timeouts = [settings, ...[...registry.values()].map(({ timeout }) => timeout)];
  const longest = Math.max(...timeouts.flatMap(({ idle = 0, signout = 0 }) => [idle, signout]));
  return [
    {
      name: "ended conversations",
      page: async (db) => {
        const { conversations, more } = await deleteEnded(db, clock() - settings.retention);
        if (conversations > 0) log.debug({ conversations }, "old conversations deleted");
        return more;
      },
    },
    { name: "old downtimes", page: (db) => deleteDowntimes(db, domain, { now: clock(), longest }) },
  ];
}
