/**
 * This folder holds the courier, which carries what browsers sent to the bot and into rooms. It works on the instance that
 * acts for the domain, and finds the rows that requests left there by any instance. A row is over only with the job that
 * answers it: whenever the process ends, the row is found again, and a job that was handled is a repeat.
 */
export { type Courier, type CourierOptions, createCourier, type ToRooms } from "./courier.ts";
export { createMessenger, type Messenger } from "./messenger.ts";
export { courierStatements, type SpokenRow } from "./rows.ts";
export { createToBot } from "./to-bot.ts";
