/** Starts the application: `node main.js [FILE]`, where the file has settings as lines of the kind `NAME=value`. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`The web application needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
// Not before: an older Node does not get through the imports of the rest.
const { start } = await import("./start.ts");
await start(process.argv[2]);
