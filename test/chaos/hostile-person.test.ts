/** People with broken or malicious clients, on a real server. */
import { expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import type { Person } from "../support/people/people.ts";
import { BOT, DOMAIN, newcomer, startHelpDesk } from "../support/rooms/help-desk.ts";
import { hostileStanzas } from "../support/servers/hostile.ts";

const PEOPLE = 4;
const EACH = 1_250;
/** Fewer messages than may wait for one person. */
const AT_ONCE = 125;

test("after 5000 malformed stanzas from hostile people the stream is the same, and others are served", {
  timeout: 120_000,
}, async () => {
  const desk = await startHelpDesk({ accounts: [] });
  const { anteroom, network } = desk;
  const to = [
    BOT,
    BOT,
    BOT,
    `${BOT}/anteroom`,
    `${BOT}/x`,
    DOMAIN,
    `${DOMAIN}/x`,
    `nobody@${DOMAIN}`,
    `BOT@${DOMAIN}`,
  ];

  async function attack(name: string, seed: number): Promise<number> {
    let mallory = await newcomer(desk, name);
    let attacks = 0;
    for (let sent = 0; sent < EACH; sent += AT_ONCE) {
      const stanzas = hostileStanzas({ seed: seed + sent, count: AT_ONCE, to });
      attacks += stanzas.length;
      // The server ends a client's session for some of these stanzas
      await mallory.sendRaw(stanzas.join("")).catch(() => {});
      if (!(await served(mallory))) mallory = await newcomer(desk, name);
    }
    return attacks;
  }

  const attacks = await Promise.all(
    Array.from({ length: PEOPLE }, (_, n) => attack(`mallory${n}`, 1_000 * n)),
  );
  expect(attacks).toEqual(Array.from({ length: PEOPLE }, () => EACH));

  await using alice = await newcomer(desk, "alice");
  expect(await alice.asks(BOT, "/new task Doors")).toBe('When is "Doors" due?');
  expect(await alice.asks(BOT, "2031-05-04")).toContain('Create "Doors"?');
  expect(await alice.asks(BOT, "yes")).toBe("Created.");
  expect(network.connections).toBe(1);
  const troubles = anteroom.log.filter(({ level }) => /error|fatal/.test(String(level)));
  expect(troubles.map(({ msg, err }) => [msg, err])).toEqual([]);
});

/** Tells whether the session lives and the bot answers after everything that was sent before. */
async function served(person: Person): Promise<boolean> {
  try {
    // it may have signed itself out
    await person.presence();
    await person.query(BOT, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
    await person.say(BOT, "/help new");
    await person.next((element) => element.getChildText("body")?.startsWith("/new NAME [FIRST") ?? false);
    return true;
  } catch {
    return false;
  }
}
