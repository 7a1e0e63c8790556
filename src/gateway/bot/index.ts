/** This folder reaches people in browsers: what the bot says to them is in the thread of the two. */
export { type ByStreamOptions, byStream } from "./by-stream.ts";
