/** `anteroom`: what a responder is written with. See "Write a responder" in the README. */
export {
  type Answer,
  type AnswerKind,
  answer,
  any,
  type Choice,
  choice,
  type DateAnswer,
  type Day,
  date,
  type Field,
  type FileAnswer,
  file,
  type Hearing,
  type JidAnswer,
  jid,
  type NumberAnswer,
  number,
  type Parsed,
  type SharedFile,
  type TextAnswer,
  text,
  type ValueOf,
  type Wording,
  yesNo,
} from "./conversations/answers/index.ts";
export {
  conversation,
  type Kept,
  type Line,
  type LineHead,
  type LineMigrations,
} from "./conversations/conversation.ts";
export type { Duration } from "./conversations/duration.ts";
export { type Begun, type Head, type Responder, responder } from "./conversations/responder.ts";
export type {
  Context,
  EffectContext,
  EffectFunction,
  Extras,
  Interlocutor,
  ListFunction,
  MigrateForEachEarlierVersion,
  Migration,
  Reading,
  Receiving,
  Step,
  StepDecision,
  Stored,
  Values,
} from "./conversations/responder-types.ts";
export type { ScriptEnd } from "./conversations/script-run.ts";
