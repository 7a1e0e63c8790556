/** Makes elements. Text becomes text nodes, never HTML, so nothing that somebody wrote is ever read as a page. */

type Attribute = string | number | boolean | undefined | ((event: Event) => void);
export type Child = Node | string | undefined | false;

/** `onclick` and the like are listeners; `true` is an attribute without value, `false` and `undefined` none. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : `${value}`);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

export function button(
  label: string,
  press: () => void,
  attributes: Readonly<Record<string, Attribute>> = {},
) {
  return h("button", { type: "button", ...attributes, onclick: press }, label);
}

/** Shows a text only if it differs, so that a screen reader does not read the same again. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of 20 by 20 that screen readers pass over. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", "aria-hidden": "true", class: "icon" }))
    svg.setAttribute(name, value);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const CLOSE = "M5 5l10 10M15 5L5 15";
export const CHAT = "M3 4.5h14v9.5H9l-4 3v-3H3z";
export const CLIP = "M14.5 9l-5 5a2.8 2.8 0 0 1-4-4l6-6a1.9 1.9 0 0 1 2.7 2.7l-6 6a1 1 0 0 1-1.4-1.4l5-5";
