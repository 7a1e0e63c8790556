/** Whether this Node can run Anteroom. This file imports nothing: a Node that is too old stops at the first import that it lacks. */

/** As in package.json. Debian 13 has it. */
export const LEAST_NODE = "20.19";

/** @param version of Node, such as `20.19.1`. Gives one line for people where it is too old. */
export function tooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `Anteroom needs Node ${LEAST_NODE} or newer; this is ${version}`;
}
