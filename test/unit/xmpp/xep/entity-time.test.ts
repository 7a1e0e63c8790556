import { expect, test } from "vitest";
import { timeElement } from "../../../../src/xmpp/xep/entity-time.ts";

test.each([
  [0, "+00:00"],
  [120, "+02:00"],
  [-210, "-03:30"],
  [345, "+05:45"],
  [-30, "-00:30"],
])("the time is told in UTC, the zone %d minutes east of Greenwich as %s", (offset, tzo) => {
  const time = timeElement(Date.UTC(2026, 1, 3, 4, 5, 6, 789), offset);
  expect(time.getChildText("tzo")).toBe(tzo);
  expect(time.getChildText("utc")).toBe("2026-02-03T04:05:06Z");
});
