/**
 * The queues: jobs of one wait for each other, those of different queues do not. A queue exists only while something
 * is in it, so people who are silent cost nothing.
 */

import { newTask, type Task } from "./batch/task.ts";
import type { AnyJob } from "./job.ts";

/** How much a job fills a queue: an ordinary one counts one, a large one as many as it has KiB. */
const loadOf = (job: AnyJob): number => Math.max(1, Math.ceil((job.size ?? 0) / 1_024));

interface Queue {
  readonly tasks: Task[];
  load: number;
}

export interface MailboxOptions {
  /** Load of all queues above which the intake should stop; it may go on at a quarter of it. */
  readonly highWater: number;
  /** Load of one queue above which further jobs are refused. */
  readonly perQueue: number;
  /** Told `true` above the high-water mark, `false` when it may go on. */
  readonly onPressure?: (high: boolean) => void;
}

export class Mailbox {
  readonly #options: MailboxOptions;
  /** By name; the head of a queue may be under way. */
  readonly #queues = new Map<string, Queue>();
  /** Heads that nobody works on. */
  #ready: Task[] = [];
  #decided: Task[] = [];
  #size = 0;
  #load = 0;
  #high = false;
  /** The tasks that were in the queues when everything was forgotten. */
  readonly #stale = new Set<Task>();
  #waiting: (() => void)[] = [];
  #idle: (() => void)[] = [];

  constructor(options: MailboxOptions) {
    this.#options = options;
  }

  /** Jobs waiting or under way. */
  get size(): number {
    return this.#size;
  }

  /** Adds a job. `false`: its queue is full, nothing was taken, and the sender should be told. */
  post(job: AnyJob): boolean {
    const task = newTask(job);
    const load = loadOf(job);
    const queue = this.#queues.get(job.queue);
    if (queue === undefined) {
      this.#queues.set(job.queue, { tasks: [task], load });
      this.#ready.push(task);
      this.#wakeOne();
    } else {
      if (queue.load + load > this.#options.perQueue) return false;
      queue.tasks.push(task);
      queue.load += load;
    }
    this.#size++;
    this.#load += load;
    if (!this.#high && this.#load >= this.#options.highWater) {
      this.#high = true;
      this.#options.onPressure?.(true);
    }
    return true;
  }

  /** Takes up to `max` jobs of as many queues; none twice until `done` or `putBack`. */
  take(max: number): Task[] {
    const taken = this.#decided.splice(0, max);
    taken.push(...this.#ready.splice(0, max - taken.length));
    return this.#stale.size === 0 ? taken : taken.filter((task) => !this.#letGo(task));
  }

  /** No task that is in the queues now is to be handled any more. Tasks under way may still finish, or come back. */
  forget(): void {
    for (const { tasks } of this.#queues.values()) for (const task of tasks) this.#stale.add(task);
  }

  /** A job that left its batch to be decided has its decision now. */
  decided(task: Task): void {
    this.#decided.push(task);
    this.#wakeOne();
  }

  /** The job is finished; the queue's next one may go. */
  done(task: Task): void {
    const queue = this.#queues.get(task.job.queue);
    if (queue?.tasks[0] !== task) throw new Error("a job was finished that is not under way");
    const load = loadOf(task.job);
    queue.tasks.shift();
    this.#stale.delete(task);
    queue.load -= load;
    const next = queue.tasks[0];
    if (next === undefined) this.#queues.delete(task.job.queue);
    else this.#ready.push(next);
    if (next !== undefined) this.#wakeOne();
    this.#size--;
    this.#load -= load;
    if (this.#high && this.#load <= this.#options.highWater / 4) {
      this.#high = false;
      this.#options.onPressure?.(false);
    }
    if (this.#size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** The jobs could not be tried (no database, lost lease): they wait again, before those that came later. */
  putBack(tasks: readonly Task[]): void {
    this.#decided.unshift(...tasks.filter((task) => task.made !== undefined));
    this.#ready.unshift(...tasks.filter((task) => task.made === undefined));
    this.#wakeOne();
  }

  /** Jobs that can be taken now. */
  get ready(): number {
    return this.#ready.length + this.#decided.length;
  }

  /** Resolves when there is a job to take, or at `wakeAll`. */
  work(): Promise<void> {
    if (this.ready > 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when all jobs are finished. */
  idle(): Promise<void> {
    if (this.#size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  wakeAll(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Finishes the job without having handled it, where it was forgotten. */
  #letGo(task: Task): boolean {
    if (!this.#stale.has(task)) return false;
    this.done(task);
    task.job.settled?.(false);
    return true;
  }

  #wakeOne(): void {
    this.#waiting.shift()?.();
  }
}
