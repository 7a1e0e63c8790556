/**
 * A helpline for one file of tests: a real server, a database, Anteroom with its gateway, the sample web application, and
 * a browser in which each person has a context of their own.
 */
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { freePort } from "../../../src/demo/ports.ts";
import { startChromiumForMany } from "../../support/gateway/chromium.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { startTestChild } from "../../support/process/children.ts";
import { startProxy, type TcpProxy } from "../../support/proxy.ts";
import { BOT, type HelpDesk, type HelpDeskOptions } from "../../support/rooms/help-desk.ts";
import { filled, startRoomDesk } from "../../support/rooms/room-desk.ts";
import { type Staff, staffOf, type Visitor, visitorOf } from "./people.ts";

const WEBAPP = fileURLToPath(new URL("../../../dist/examples/webapp/server/main.js", import.meta.url));
const RESPONDERS = ["intake", "task"].map((name) =>
  fileURLToPath(new URL(`../../../dist/examples/responders/${name}.js`, import.meta.url)),
);
const LOGIN = { secret: "a secret of at least thirty-two bytes", issuer: "webapp", audience: "anteroom" };

export interface Helpline extends AsyncDisposable {
  readonly desk: HelpDesk;
  readonly browser: Browser;
  /** Between the browsers and the gateway. */
  readonly network: TcpProxy;
  /** Of the site, without a slash at the end. */
  readonly site: string;
  /** With `http.base`. */
  readonly gateway: string;
  visitor(options?: BrowserContextOptions): Promise<Visitor>;
  /** Signed in. */
  staff(name: string, options?: BrowserContextOptions): Promise<Staff>;
}

export interface HelplineOptions extends HelpDeskOptions {
  /** Further origins of pages that may have the chat. */
  readonly origins?: readonly string[];
  /** Variables of the web application that differ. */
  readonly webapp?: Readonly<Record<string, string>>;
}

export async function startHelpline({
  origins = [],
  webapp: different,
  ...options
}: HelplineOptions = {}): Promise<Helpline> {
  const gatewayPort = await freePort();
  const webappPort = await freePort();
  const network = await startProxy(gatewayPort);
  const site = `http://localhost:${webappPort}`;
  const gateway = `http://localhost:${network.port}/nereid-chat`;
  const [desk, browser] = await Promise.all([
    startRoomDesk({
      accounts: [],
      responders: RESPONDERS,
      ...options,
      env: {
        ANTEROOM_HTTP_LISTEN: `127.0.0.1:${gatewayPort}`,
        ANTEROOM_HTTP_ORIGINS: JSON.stringify([site, ...origins]),
        ANTEROOM_HTTP_VISITORS: "true",
        ANTEROOM_HTTP_JWT_SECRET: LOGIN.secret,
        ANTEROOM_HTTP_JWT_ISSUER: LOGIN.issuer,
        ANTEROOM_HTTP_JWT_AUDIENCE: LOGIN.audience,
        ...options.env,
      },
    }),
    startChromiumForMany(),
  ]);
  const lines = new Arrivals<string>("the web application's log");
  const webapp = await startTestChild({
    name: "web application",
    command: process.execPath,
    args: [WEBAPP],
    env: {
      ...process.env,
      WEBAPP_LISTEN: `127.0.0.1:${webappPort}`,
      WEBAPP_ORIGINS: site,
      WEBAPP_DATABASE_URL: `${desk.database.url}?options=${encodeURIComponent("-c role=anteroom_webapp")}`,
      WEBAPP_GATEWAY: gateway,
      WEBAPP_BOT: BOT,
      WEBAPP_JWT_SECRET: LOGIN.secret,
      WEBAPP_JWT_ISSUER: LOGIN.issuer,
      WEBAPP_JWT_AUDIENCE: LOGIN.audience,
      WEBAPP_SESSION_SECRET: "another secret of thirty-two bytes or so",
      ...(desk.server.files && { WEBAPP_UPLOADS: new URL(desk.server.files).origin }),
      ...different,
    },
    onLine: (line) => lines.take(line),
  });
  await lines.next((line) => line.startsWith("ready"));
  await filled(desk, 2);
  const context = (given: BrowserContextOptions) =>
    browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...given });
  return {
    desk,
    browser,
    network,
    site,
    gateway,
    visitor: async (given = {}) => visitorOf(await context(given), site),
    staff: async (name, given = {}) => staffOf(await context(given), site, name),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await webapp.stop();
      lines.end("the web application was stopped");
      await network[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    },
  };
}

/** A visitor and staff who have met in a room. */
export async function twoInRoom(helpline: Helpline, who = "Mia"): Promise<{ mia: Visitor; ann: Staff }> {
  const [mia, ann] = await Promise.all([helpline.visitor(), helpline.staff("Ann")]);
  await mia.open();
  await mia.standInLine(who);
  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  return { mia, ann };
}
