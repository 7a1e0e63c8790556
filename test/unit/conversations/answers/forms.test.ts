import { describe, expect, it } from "vitest";
import {
  type Answer,
  any,
  choice,
  date,
  file,
  jid,
  number,
  text,
  yesNo,
} from "../../../../src/conversations/answers/index.ts";

const hearing = { now: Date.UTC(2026, 0, 7), lang: "de" };

describe("the field of a data form", () => {
  it.each([
    [text(), { type: "text-single" }],
    [text().lines(), { type: "text-multi" }],
    [number(), { type: "text-single", datatype: "xs:decimal" }],
    [date(), { type: "text-single", datatype: "xs:date" }],
    [
      date().from("2026-01-01").until("2026-12-31").future(),
      { type: "text-single", datatype: "xs:date", min: "2026-01-01", max: "2026-12-31" },
    ],
    [yesNo(), { type: "boolean" }],
    [choice(["a", "b"]), { type: "list-single" }],
    [jid(), { type: "jid-single" }],
    [file(), { type: "text-single", datatype: "xs:anyURI" }],
    [any(), { type: "text-multi" }],
    [text().matching(/^[A-Z]{2}\d+$/, "Like AB12."), { type: "text-single" }],
  ] as readonly [Answer<unknown>, object][])("is that of its kind, limits included: %#", (kind, field) => {
    expect(kind.field).toEqual(field);
    expect(kind.optional().describe("d").field).toEqual(field);
  });

  it.each([
    [text().lines(), "one\n\nthree", ["one", "", "three"]],
    [any(), "one\ntwo", ["one", "two"]],
    [number(), 1_234.5, ["1234.5"]],
    [date(), new Date("2026-12-24T00:00:00Z"), ["2026-12-24"]],
    [yesNo(), true, ["1"]],
    [yesNo(), false, ["0"]],
    [choice({ "2": "Two", " x ": "Padded", "1": "One" }), "1", ["1"]],
    [choice({ "2": "Two", " x ": "Padded", "1": "One" }), " x ", [" x "]],
    [jid(), "ann@example.org", ["ann@example.org"]],
  ] as readonly [Answer<unknown>, unknown, readonly string[]][])(
    "shows a value, and reads it back: %#",
    (kind, value, shown) => {
      expect(kind.toForm(value)).toEqual(shown);
      expect(kind.fromForm(shown, hearing)).toEqual({ ok: true, value });
      expect(kind.optional().toForm(undefined)).toEqual([]);
    },
  );

  it("may be filled with true and false, or with what a person would say", () => {
    const read = (...values: readonly string[]) => yesNo().fromForm(values, hearing);
    expect(read("true")).toEqual({ ok: true, value: true });
    expect(read("false")).toEqual({ ok: true, value: false });
    expect(read("Nein")).toEqual({ ok: true, value: false });
    expect(date().fromForm(["morgen"], hearing)).toMatchObject(date().parse("2026-01-08", hearing));
    expect(choice({ r: "Red" }).fromForm(["red"], hearing)).toEqual({ ok: true, value: "r" });
  });

  it("is no answer while it is empty, unless it may be", () => {
    for (const kind of [text(), number(), date(), yesNo(), choice(["a"]), jid(), file(), any()]) {
      for (const values of [[], [""], [" ", ""]]) {
        expect(kind.fromForm(values, hearing)).toMatchObject({ ok: false });
        expect(kind.optional().fromForm(values, hearing)).toEqual({ ok: true, value: undefined });
      }
    }
  });
});
