/**
 * XEP-0004 Data Forms: §3.1 the form, §3.2 its fields, §3.3 their types. XEP-0122 Data Forms Validation adds
 * to a field: §3 the datatypes and §4 the methods.
 */
import { type Element, xml } from "../stanza.ts";

export const DATA_FORMS = "jabber:x:data";
const VALIDATION = "http://jabber.org/protocol/xdata-validate";

export interface FormField {
  readonly name: string;
  readonly type: string;
  readonly label?: string | undefined;
  readonly required?: boolean;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** The values that it shows at first. */
  readonly values?: readonly string[];
  readonly validation?: Validation;
}

/** XEP-0122. Values in the lexical form of the datatype. */
export interface Validation {
  /** `xs:date` for instance; without it nothing is said of the values. */
  readonly datatype?: string;
  readonly min?: string;
  readonly max?: string;
}

/** A form to be filled in. */
export interface Form {
  readonly title: string;
  /** Each line becomes an element of its own: neither may contain line ends (§3.1). */
  readonly instructions: string;
  readonly fields: readonly FormField[];
}

export function formElement({ title, instructions, fields }: Form): Element {
  return xml(
    "x",
    { xmlns: DATA_FORMS, type: "form" },
    xml("title", {}, title),
    ...lines(instructions).map((line) => xml("instructions", {}, line)),
    ...fields.map(fieldElement),
  );
}

function fieldElement(field: FormField): Element {
  const { name, type, label, required = false, options = [] } = field;
  return xml(
    "field",
    { var: name, type, label },
    validationElement(field.validation ?? {}),
    required ? xml("required") : undefined,
    ...shown(field).map((value) => xml("value", {}, value)),
    ...options.map(({ value, label }) => xml("option", { label }, xml("value", {}, value))),
  );
}

/** §3.3: a list shows only its options, a boolean only a boolean; each line of text is a value of its own. */
function shown({ type, values = [], options = [] }: FormField): readonly string[] {
  switch (type) {
    case "list-single":
    case "list-multi":
      return values.filter((value) => options.some((option) => option.value === value));
    case "boolean":
      return values.filter((value) => /^(?:0|1|true|false)$/.test(value));
    case "text-multi":
      return values.flatMap(lines);
    default:
      return values;
  }
}

/** XEP-0122 §4: one method. */
function validationElement({ datatype, min, max }: Validation): Element | undefined {
  if (datatype === undefined && min === undefined && max === undefined) return undefined;
  const method = min !== undefined || max !== undefined ? xml("range", { min, max }) : xml("basic");
  return xml("validate", { xmlns: VALIDATION, datatype: datatype ?? "xs:string" }, method);
}

function lines(text: string): readonly string[] {
  return text.split(/\r\n?|\n/);
}

/** A form that somebody filled in: the values by the names of the fields. */
export interface FilledForm {
  readonly type: string;
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** The first form among the children; `undefined` where there is none. Never throws. */
export function readForm(parent: Element): FilledForm | undefined {
  const x = parent.getChild("x", DATA_FORMS);
  if (x === undefined) return undefined;
  const fields = new Map<string, readonly string[]>();
  for (const field of x.getChildren("field")) {
    const name = field.attrs.var;
    // Of two fields of one name the first counts.
    if (name === undefined || fields.has(name)) continue;
    fields.set(name, valuesOf(field));
  }
  // §3.1: it must have a type; a form without one was meant to be submitted.
  return { type: x.attrs.type ?? "submit", fields };
}

/** A field of a form that we are to fill in. */
export interface OfferedField {
  readonly type: string;
  /** The values that it has at present. */
  readonly values: readonly string[];
  /** The values of its options. */
  readonly options: readonly string[];
}

/** A form that we are to fill in: the fields by their names. */
export type OfferedForm = ReadonlyMap<string, OfferedField>;

/** The first form among the children; `undefined` where there is none. Never throws. */
export function readOfferedForm(parent: Element): OfferedForm | undefined {
  const x = parent.getChild("x", DATA_FORMS);
  if (x === undefined) return undefined;
  const fields = new Map<string, OfferedField>();
  for (const field of x.getChildren("field")) {
    const { var: name, type = "text-single" } = field.attrs;
    if (name === undefined || fields.has(name)) continue;
    const options = field.getChildren("option").flatMap(valuesOf);
    fields.set(name, { type, values: valuesOf(field), options });
  }
  return fields;
}

/** A form that we have filled in. `formType` says of which kind (XEP-0068 §3.1). */
export function submission(formType: string, fields: ReadonlyMap<string, readonly string[]>): Element {
  return xml(
    "x",
    { xmlns: DATA_FORMS, type: "submit" },
    xml("field", { var: "FORM_TYPE", type: "hidden" }, xml("value", {}, formType)),
    ...[...fields].map(([name, values]) =>
      xml("field", { var: name }, ...values.map((value) => xml("value", {}, value))),
    ),
  );
}

function valuesOf(element: Element): readonly string[] {
  return element.getChildren("value").map((value) => value.getText());
}
