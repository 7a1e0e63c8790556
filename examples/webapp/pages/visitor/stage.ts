/** Where a visitor stands: with the bot, in the line, in a room with staff, or at the end. Pure: no page and no network. */

/** What counts here of the gateway's events `line` and `room`. */
export interface LineEvent {
  readonly state: "waiting" | "called" | "out" | "closed";
  readonly ticket?: string | undefined;
  readonly place?: number | undefined;
  readonly estimate?: number | undefined;
}

export interface RoomEvent {
  readonly event: "invited" | "joined" | "left" | "dropped" | "back" | "moved" | "subject" | "closed";
  readonly thread: string;
  readonly entity?: string | undefined;
  readonly role?: "staff" | "client" | "bot" | undefined;
  readonly nick?: string | undefined;
  readonly seat?: string | undefined;
  readonly reason?: string | undefined;
}

export type Stage =
  | { readonly at: "bot" }
  | {
      readonly at: "line";
      /** Missing where the bot has put the visitor into the line, until an event tells it. */
      readonly ticket?: string | undefined;
      readonly place?: number | undefined;
      /** Seconds. */
      readonly estimate?: number | undefined;
    }
  | {
      readonly at: "room";
      readonly seat: string;
      readonly ticket?: string | undefined;
      /** Missing until the gateway has brought the visitor in. */
      readonly thread?: string | undefined;
      readonly staff?: string | undefined;
      /** Staff has lost the connection. */
      readonly away: boolean;
    }
  | {
      readonly at: "over";
      readonly why: string;
      /** The seat that lets the visitor wait for somebody else, at the head of the line. */
      readonly seat?: string | undefined;
    };

export type Happening =
  | { readonly type: "ticket"; readonly ticket: string }
  | { readonly type: "place"; readonly place: number; readonly estimate?: number | undefined }
  | { readonly type: "ticket over" }
  | { readonly type: "seat"; readonly seat: string }
  | { readonly type: "thread"; readonly thread: string }
  /** Staff were in the room before, so their coming was not told. */
  | { readonly type: "staff"; readonly name: string }
  | { readonly type: "line"; readonly line: LineEvent }
  | { readonly type: "room"; readonly room: RoomEvent; readonly self: string | undefined }
  | { readonly type: "left line" }
  | { readonly type: "ended"; readonly why: string };

export interface Next {
  readonly stage: Stage;
  /** What to tell the visitor, between the messages. */
  readonly note?: string;
}

export const START: Stage = { at: "bot" };

export function next(stage: Stage, happening: Happening): Next {
  switch (happening.type) {
    case "ticket":
      return { stage: { at: "line", ticket: happening.ticket } };
    case "place":
      if (stage.at !== "line") return { stage };
      return { stage: { ...stage, place: happening.place, estimate: happening.estimate } };
    case "ticket over":
      return ticketOver(stage);
    case "seat":
      return seated(stage, happening.seat);
    case "thread":
      return stage.at === "room" ? { stage: { ...stage, thread: happening.thread } } : { stage };
    case "staff":
      return stage.at === "room" ? { stage: { ...stage, staff: happening.name } } : { stage };
    case "line":
      return onLine(stage, happening.line);
    case "room":
      return onRoom(stage, happening.room, happening.self);
    case "left line":
      return { stage: START, note: "You have left the line." };
    case "ended":
      return { stage: { at: "over", why: happening.why } };
  }
}

function ticketOver(stage: Stage): Next {
  if (stage.at === "room" && stage.thread !== undefined) return { stage: over(stage, "The chat has ended.") };
  if (stage.at === "line" || stage.at === "room")
    return { stage: START, note: "Your place in the line has ended. You can join again." };
  return { stage };
}

function seated(stage: Stage, seat: string): Next {
  if (stage.at === "room" && stage.seat === seat) return { stage };
  const ticket = stage.at === "line" || stage.at === "room" ? stage.ticket : undefined;
  return {
    stage: { at: "room", seat, ticket, away: false },
    note: "It is your turn. You are being connected.",
  };
}

function onLine(stage: Stage, { state, ticket, place, estimate }: LineEvent): Next {
  // An older event, read again after a reload, does not lead out of the room.
  if (stage.at === "room" && stage.thread !== undefined) return { stage };
  switch (state) {
    case "waiting": {
      const known = stage.at === "line" ? stage : undefined;
      return {
        stage: {
          at: "line",
          ticket: ticket ?? known?.ticket,
          place: place ?? known?.place,
          estimate: estimate ?? known?.estimate,
        },
      };
    }
    case "called":
      return { stage };
    case "out":
    case "closed":
      return ticketOver(stage);
  }
}

function onRoom(stage: Stage, event: RoomEvent, self: string | undefined): Next {
  if (event.event === "invited") return event.seat === undefined ? { stage } : seated(stage, event.seat);
  if (stage.at !== "room") return { stage };
  if (event.event === "moved") {
    return {
      stage: { ...stage, seat: event.seat ?? stage.seat, thread: event.thread, away: true },
      note: "The chat goes on in another room. Please wait a moment.",
    };
  }
  if (stage.thread !== undefined && event.thread !== stage.thread) return { stage };
  if (event.event === "closed") return { stage: over(stage, event.reason || "The chat has ended.") };
  if (event.role !== "staff" || event.entity === self) return { stage };
  const staff = event.nick ?? stage.staff;
  const name = staff ?? "The adviser";
  switch (event.event) {
    case "joined":
      return { stage: { ...stage, staff, away: false }, note: `${name} is here.` };
    case "dropped":
      return {
        stage: { ...stage, staff, away: true },
        note: `${name} has lost the connection. The chat stays open; please wait a moment.`,
      };
    case "back":
      return { stage: { ...stage, staff, away: false }, note: `${name} is back.` };
    case "left":
      // For good, by an act of theirs or after the time in which a lost connection may come back.
      return {
        stage: {
          at: "over",
          why: stage.away ? `${name} could not come back.` : `${name} has left the chat.`,
          seat: stage.seat,
        },
      };
    case "subject":
      return { stage };
  }
}

/** Who lost their staff may wait for somebody else. */
function over(stage: Stage & { readonly at: "room" }, why: string): Stage {
  return { at: "over", why, seat: stage.away ? stage.seat : undefined };
}
