import { describe, expect, it } from "vitest";
import { type FormField, formElement, readForm } from "../../../../src/xmpp/xep/data-forms.ts";
import { element } from "./parse.ts";

const fieldText = (field: FormField) =>
  String(formElement({ title: "T", instructions: "I", fields: [field] }).getChild("field"));

describe("a form", () => {
  it("has its title, a line of instructions each, and its fields in order", () => {
    const form = formElement({
      title: "task",
      instructions: "One.\r\nTwo <b>.",
      fields: [
        { name: "a", type: "text-single", label: "A", required: true, values: ["1"] },
        { name: "b", type: "list-single", options: [{ value: "r", label: "Red" }] },
      ],
    });
    expect(String(form)).toBe(
      '<x xmlns="jabber:x:data" type="form"><title>task</title>' +
        "<instructions>One.</instructions><instructions>Two &lt;b&gt;.</instructions>" +
        '<field var="a" type="text-single" label="A"><required/><value>1</value></field>' +
        '<field var="b" type="list-single"><option label="Red"><value>r</value></option></field></x>',
    );
  });

  it.each([
    [{ datatype: "xs:date" }, '<validate xmlns="V" datatype="xs:date"><basic/></validate>'],
    [
      { datatype: "xs:date", min: "2026-01-01" },
      '<validate xmlns="V" datatype="xs:date"><range min="2026-01-01"/></validate>',
    ],
    [
      { datatype: "xs:integer", min: "1", max: "9" },
      '<validate xmlns="V" datatype="xs:integer"><range min="1" max="9"/></validate>',
    ],
    [{ max: "m" }, '<validate xmlns="V" datatype="xs:string"><range max="m"/></validate>'],
  ])("says with one method what it takes: %j", (validation, expected) => {
    expect(fieldText({ name: "a", type: "text-single", validation })).toBe(
      `<field var="a" type="text-single">${expected.replace("V", "http://jabber.org/protocol/xdata-validate")}</field>`,
    );
  });

  it("says nothing of values that are not limited", () => {
    expect(fieldText({ name: "a", type: "text-single", validation: {} })).toBe(
      '<field var="a" type="text-single"/>',
    );
  });

  it.each([
    ["list-single", ["x", "r"], "<value>r</value>"],
    ["list-multi", ["x"], ""],
    ["boolean", ["yes"], ""],
    ["boolean", ["true"], "<value>true</value>"],
    ["text-multi", ["a\nb", "c"], "<value>a</value><value>b</value><value>c</value>"],
    ["text-single", ["a\nb"], "<value>a\nb</value>"],
  ])("shows in a field of type %s of %j what the type can show", (type, values, expected) => {
    const options = [{ value: "r", label: "Red" }];
    const text = fieldText({ name: "a", type, values, ...(type.startsWith("list") ? { options } : {}) });
    expect(text.match(/(?:<value>[^<]*<\/value>)*(?=<option|<\/field>|$)/)?.[0] ?? "").toBe(expected);
  });
});

describe("a form that was filled in", () => {
  const read = (text: string) => readForm(element(`<command xmlns="c">${text}</command>`));

  it("is read by the names of the fields; of two of one name the first counts", () => {
    const form = read(
      `<x xmlns="jabber:x:data" type="submit"><title>T</title><field var="a"><value>1</value><value/></field>
       <field var="b"/><field><value>nameless</value></field><field var="a"><value>2</value></field></x>`,
    );
    expect(form?.type).toBe("submit");
    expect([...(form?.fields ?? [])]).toEqual([
      ["a", ["1", ""]],
      ["b", []],
    ]);
  });

  it("is nothing where there is no form, and submitted where the form does not say", () => {
    expect(read("")).toBeUndefined();
    expect(read('<x xmlns="jabber:x:oob"/>')).toBeUndefined();
    expect(read('<x xmlns="jabber:x:data"/>')).toEqual({ type: "submit", fields: new Map() });
  });
});
