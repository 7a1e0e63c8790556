/** What the component answers about itself: XEP-0199, 0092, 0202, 0012 and 0054. */
import { describe, expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { BOT, DOMAIN, ROOMS, startComponent } from "./component.ts";

test.each([DOMAIN, BOT, `${BOT}/anteroom`])("a ping to %s has an empty answer", async (jid) => {
  await using component = await startComponent();
  const answer = await component.ask(jid, xml("ping", { xmlns: "urn:xmpp:ping" }));
  expect(answer.attrs).toMatchObject({ type: "result", from: jid });
  expect(answer.children).toEqual([]);
});

test("the version is told, and nothing of the machine", async () => {
  await using component = await startComponent();
  const answer = await component.ask(BOT, xml("query", { xmlns: "jabber:iq:version" }));
  const told = answer.getChild("query", "jabber:iq:version")?.getChildElements().map(String);
  expect(told).toEqual(["<name>Anteroom</name>", "<version>1.2.3</version>"]);
});

test("the time is that of our clock, in UTC", async () => {
  await using component = await startComponent();
  component.us.time.now = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
  const time = (await component.ask(BOT, xml("time", { xmlns: "urn:xmpp:time" }))).getChild(
    "time",
    "urn:xmpp:time",
  );
  expect(time?.getChildText("utc")).toBe("2026-02-03T04:05:06Z");
  expect(time?.getChildText("tzo")).toMatch(/^[+-]\d\d:\d\d$/);
});

describe("last activity", () => {
  const seconds = async (jid: string, passed: number) => {
    await using component = await startComponent();
    component.us.time.now += passed;
    const answer = await component.ask(jid, xml("query", { xmlns: "jabber:iq:last" }));
    return answer.getChild("query", "jabber:iq:last")?.attrs.seconds;
  };

  test("of the domain is how long we run", async () => {
    expect(await seconds(DOMAIN, 903_999)).toBe("903");
  });

  test("of the domain is nothing where the clock was set back", async () => {
    expect(await seconds(DOMAIN, -3_600_000)).toBe("0");
  });

  test.each([BOT, `${BOT}/anteroom`])("of %s is now", async (jid) => {
    expect(await seconds(jid, 903_000)).toBe("0");
  });
});

describe("the vCard", () => {
  test("has the name, whatever characters are in it", async () => {
    await using component = await startComponent();
    for (const [jid, name] of [
      [BOT, "Helper &amp; friends"],
      [ROOMS, "Rooms"],
    ] as const) {
      const answer = await component.ask(jid, xml("vCard", { xmlns: "vcard-temp" }));
      const fields = answer.getChild("vCard", "vcard-temp")?.getChildElements();
      expect(fields?.map(String)).toEqual([`<FN>${name}</FN>`, `<NICKNAME>${name}</NICKNAME>`]);
    }
  });

  test("cannot be changed from outside", async () => {
    await using component = await startComponent();
    const card = xml("vCard", { xmlns: "vcard-temp" }, xml("FN", {}, "Mallory"));
    expect((await component.ask(BOT, card, "set")).attrs.type).toBe("error");
    const answer = await component.ask(BOT, xml("vCard", { xmlns: "vcard-temp" }));
    expect(answer.toString()).not.toContain("Mallory");
  });
});
