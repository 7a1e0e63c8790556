/** Reads server-sent events (HTML Living Standard §9.2.6) from text as it comes, cut anywhere. */

export interface ServerSentEvent {
  /** Of this event itself; an event without one has no position. */
  readonly id?: string;
  readonly event: string;
  readonly data: string;
}

/** What has been read of an event that is not complete. */
export interface Unfinished {
  readonly line: string;
  /** The text so far ended with CR: an LF that follows belongs to it. */
  readonly afterCr: boolean;
  readonly begun: boolean;
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

export interface ReadEvents {
  readonly rest: Unfinished;
  readonly events: readonly ServerSentEvent[];
  /** The last `retry` in the text, in ms. */
  readonly retry: number | undefined;
}

export const NOTHING_READ: Unfinished = { line: "", afterCr: false, begun: false };

export function readEvents(before: Unfinished, text: string): ReadEvents {
  const fresh = before.afterCr && text.startsWith("\n") ? text.slice(1) : text;
  const lines = (before.line + fresh).split(/\r\n|\r|\n/);
  const line = lines.pop() ?? "";
  let { id, event, data, begun } = before;
  let retry: number | undefined;
  const events: ServerSentEvent[] = [];
  for (const whole of lines) {
    const [, field, value = ""] =
      /^([^:]*)(?:: ?(.*))?$/s.exec(begun ? whole : whole.replace(/^\ufeff/, "")) ?? [];
    begun = true;
    if (whole === "") {
      if (data !== undefined) {
        events.push({ ...(id !== undefined && { id }), event: event || "message", data });
      }
      id = event = data = undefined;
    } else if (field === "data") data = data === undefined ? value : `${data}\n${value}`;
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
  }
  const rest = {
    line,
    afterCr: fresh === "" ? before.afterCr && text === "" : fresh.endsWith("\r"),
    begun,
    ...(id !== undefined && { id }),
    ...(event !== undefined && { event }),
    ...(data !== undefined && { data }),
  };
  return { rest, events, retry };
}
