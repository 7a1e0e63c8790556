/** The commands that people type. */
import { abort } from "./abort.ts";
import { back } from "./back.ts";
import type { Command } from "./command.ts";
import { exportCommand } from "./export.ts";
import { forget } from "./forget.ts";
import { help } from "./help.ts";
import { list } from "./list.ts";
import { newCommand } from "./new.ts";
import { replay } from "./replay.ts";

/** All commands, in the order in which `/help` shows them. */
export const commands: readonly Command[] = [
  newCommand,
  abort,
  back,
  replay,
  list,
  forget,
  exportCommand,
  help,
];
