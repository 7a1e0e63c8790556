export { any } from "./any.ts";
export { choice } from "./choice.ts";
export { type DateAnswer, type Day, date } from "./date.ts";
export { type FileAnswer, file, type SharedFile } from "./file.ts";
export { type JidAnswer, jid } from "./jid.ts";
export {
  type Answer,
  type AnswerKind,
  answer,
  type Choice,
  type Field,
  type Hearing,
  type Parsed,
  type ValueOf,
  type Wording,
} from "./kind.ts";
export { type NumberAnswer, number } from "./number.ts";
export { type TextAnswer, text } from "./text.ts";
export { yesNo } from "./yes-no.ts";
