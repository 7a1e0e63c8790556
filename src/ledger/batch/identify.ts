/** Finds the people whom the jobs of a batch concern, and the jobs that are repeats. */
import type { Session } from "../database/session.ts";
import { flat } from "../flat.ts";
import type { PersonKey } from "../person.ts";
import { findInQueues } from "./inbox.ts";
import { addPeople, type FoundPerson, findPeople, NO_ROW } from "./people.ts";
import type { Task } from "./task.ts";

/**
 * Reads the rows of the people into the tasks. New people who are to be kept get a row first. Gives the tasks that were
 * handled before.
 */
export async function identify(session: Session, tasks: readonly Task[]): Promise<ReadonlySet<Task>> {
  const repeats = new Set<Task>();
  const people: PersonKey[] = [];
  const about: Task[] = [];
  for (const task of tasks) {
    const { person } = task.job;
    if (person === undefined) continue;
    people.push(person);
    about.push(task);
  }
  if (about.length > 0) await identifyPeople(session, { tasks: about, people }, repeats);
  // A key that was made for a commit whose outcome is unknown may stand in either place.
  const others = tasks.flatMap((task) => {
    const { key } = task;
    const { queue, once, person } = task.job;
    return key === null || (once !== undefined && person !== undefined) ? [] : [{ task, queue, key }];
  });
  if (others.length > 0) {
    const rows = await session.query<{ repeated: boolean }>(findInQueues(others));
    others.forEach(({ task }, index) => {
      if (rows[index]?.repeated) repeats.add(task);
    });
  }
  for (const task of tasks) if (task.job.person === undefined) task.person = null;
  return repeats;
}

/** `people`: the people whom the tasks concern, in the same order. */
async function identifyPeople(
  session: Session,
  { tasks, people }: { readonly tasks: readonly Task[]; readonly people: readonly PersonKey[] },
  repeats: Set<Task>,
): Promise<void> {
  const query = findPeople(people, tasks);
  let rows = await session.query<FoundPerson>(query);
  const unknown = people.filter((_, index) => rows[index]?.id == null && keepsStranger(tasks[index]));
  if (unknown.length > 0) {
    await session.query(addPeople(unknown));
    rows = await session.query<FoundPerson>(query);
  }
  tasks.forEach((task, index) => {
    const row = rows[index];
    const person = people[index];
    if (row === undefined || person === undefined || (row.id === null && keepsStranger(task))) {
      throw new Error(`no row for ${person?.address}`);
    }
    const { kind, address } = person;
    task.person = { id: row.id ?? NO_ROW, kind, address: flat(address), lang: row.lang };
    if (row.repeated) repeats.add(task);
    task.outlived = row.repeated === false;
  });
}

function keepsStranger(task: Task | undefined): boolean {
  if (task === undefined) return false;
  const { handler, event, once } = task.job;
  return once !== undefined || (handler.keepsStranger?.(event) ?? true);
}
