import { describe, expect, test } from "vitest";
import { configuredResponders } from "../../src/responders.ts";
import { temporaryFolder } from "./config/temporary-folder.ts";

const settings = { idle: 0, signout: 0, warn: 0, retention: 0 };
const MODULE = `export default ["task", "shake"].map((name) => ({ name, steps: new Map(), lists: {}, help: "" }));`;

describe("conversations.fallback", () => {
  test("names one of the responders or none", async () => {
    await using folder = await temporaryFolder({ "all.mjs": MODULE });
    const responders = [`${folder.path}/all.mjs`];
    for (const fallback of ["shake", undefined]) {
      const registry = await configuredResponders({ ...settings, responders, fallback }, "/");
      expect([...registry.keys()]).toEqual(["task", "shake"]);
    }
  });

  test.each([
    ["tsak", "conversations.fallback: no responder is called tsak; the nearest is task"],
    ["Task", "conversations.fallback: no responder is called Task; the nearest is task"],
    [
      "chat",
      "conversations.fallback: the built-in responder chat cannot be the fallback; name one of conversations.responders",
    ],
  ])("that is unknown is a problem of the configuration: %s", async (fallback, problem) => {
    await using folder = await temporaryFolder({ "all.mjs": MODULE });
    const responders = [`${folder.path}/all.mjs`];
    await expect(configuredResponders({ ...settings, responders, fallback }, "/")).rejects.toMatchObject({
      name: "ConfigError",
      message: problem,
    });
  });

  test("is a problem if there is no responder", async () => {
    await expect(
      configuredResponders({ ...settings, responders: [], fallback: "task" }, "/"),
    ).rejects.toThrow("conversations.fallback: no responder is called task; there is no responder");
  });
});
