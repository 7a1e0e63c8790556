/** The mistake of a first hour that only the page can show: the web application and the gateway disagree on logins. */
import { expect, test } from "vitest";
import { startHelpline } from "./helpline.ts";

test("staff whose logins the gateway refuses read which settings must be equal, and not that they have been signed out", async () => {
  await using helpline = await startHelpline({
    webapp: { WEBAPP_JWT_SECRET: "not the secret of thirty-two bytes or more" },
  });
  const ann = await helpline.staff("Ann");
  const line = ann.page.locator(".connection.shown");
  await line.waitFor();
  await line.filter({ hasText: "WEBAPP_JWT_SECRET, _ISSUER and _AUDIENCE must equal http.jwt" }).waitFor();
  expect(await line.innerText()).not.toContain("signed out");
});
