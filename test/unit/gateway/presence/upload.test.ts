import { expect, test } from "vitest";
import { StanzaError } from "../../../../src/errors.ts";
import { createUploads } from "../../../../src/gateway/presence/upload.ts";
import type { Jid } from "../../../../src/xmpp/jid.ts";
import { type Element, xml } from "../../../../src/xmpp/stanza.ts";

const UPLOAD = "urn:xmpp:http:upload:0";
const FROM = "ann@help.example.org/browser";
const FILE = { name: "cat.png", size: 12_345, mediaType: "image/png" };

interface Server {
  /** The answer to the request for a slot; `undefined`: there is no service. */
  slot?: Element | StanzaError;
}

/** A server with three services, of which one may take files. */
function uploadsOf(server: Server) {
  const asked: string[] = [];
  const info = (...features: readonly string[]) =>
    xml(
      "iq",
      {},
      xml(
        "query",
        { xmlns: "http://jabber.org/protocol/disco#info" },
        features.map((name) => xml("feature", { var: name })),
      ),
    );
  const request = async (
    to: Jid | string,
    payload: Element,
    { from }: { from?: unknown } = {},
  ): Promise<Element> => {
    asked.push(`${to} ${payload.getNS()?.split(/[#:]/).at(-1)}`);
    if (payload.is("request", UPLOAD)) {
      expect(from).toBe(FROM);
      expect(payload.attrs).toMatchObject({
        filename: "cat.png",
        size: "12345",
        "content-type": "image/png",
      });
      if (server.slot instanceof StanzaError) throw server.slot;
      return xml("iq", {}, server.slot);
    }
    if (payload.getNS()?.endsWith("#items")) {
      const items = ["muc", "broken", "files"].map((name) => xml("item", { jid: `${name}.example.org` }));
      return xml("iq", {}, xml("query", { xmlns: "http://jabber.org/protocol/disco#items" }, items));
    }
    if (to === "broken.example.org") throw new StanzaError("remote-server-timeout");
    return to === "files.example.org" && server.slot !== undefined ? info(UPLOAD) : info("urn:xmpp:ping");
  };
  return { asked, uploads: createUploads({ iq: { request: request as never }, server: "example.org" }) };
}

function slot(put: string, get: string, ...headers: readonly Element[]): Element {
  return xml("slot", { xmlns: UPLOAD }, xml("put", { url: put }, ...headers), xml("get", { url: get }));
}

test("a slot is asked for from the person's address, at the service that is found once", async () => {
  const header = (name: string, value: string) => xml("header", { name }, value);
  const { uploads, asked } = uploadsOf({
    slot: slot(
      "https://files.example.org/put",
      "https://files.example.org/get",
      header("Authorization", "Basic\r\n abc"),
      header("X-Other", "1"),
    ),
  });
  const given = {
    put: { url: "https://files.example.org/put", headers: { Authorization: "Basic abc" } },
    url: "https://files.example.org/get",
  };
  expect(await uploads.slot(FROM, FILE)).toEqual(given);
  expect(await uploads.slot(FROM, FILE)).toEqual(given);
  expect(asked.filter((one) => one.endsWith("items"))).toHaveLength(1);
});

test.each([
  ["http://files.example.org/put", "https://files.example.org/get"],
  ["https://files.example.org/put", "javascript:alert(1)"],
  ["no address", "https://files.example.org/get"],
])("an address that is not https is none: %s, %s", async (put, get) => {
  expect(await uploadsOf({ slot: slot(put, get) }).uploads.slot(FROM, FILE)).toBeInstanceOf(StanzaError);
});

test("a server without the service, and one that refuses, say why", async () => {
  expect(await uploadsOf({}).uploads.slot(FROM, FILE)).toMatchObject({ condition: "service-unavailable" });
  const refused = new StanzaError("not-acceptable");
  expect(await uploadsOf({ slot: refused }).uploads.slot(FROM, FILE)).toBe(refused);
});
