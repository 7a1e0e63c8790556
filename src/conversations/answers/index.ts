export {
  type Answer,
  type AnswerKind,
  answer,
  type Choice,
  type Field,
  type Hearing,
  type Parsed,
  type ValueOf,
} from "./answer.ts";
export { choice } from "./choice.ts";
export { type DateAnswer, type Day, date } from "./date.ts";
export { type TextAnswer, text } from "./text.ts";
export { yesNo } from "./yes-no.ts";
