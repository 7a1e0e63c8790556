/** Requests that Node refuses before the gateway sees them. */
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { answerClientError } from "../../../../src/gateway/http/server.ts";

function answerTo(code: string): { readonly text: string; readonly destroyed: boolean } {
  const socket = new PassThrough();
  answerClientError(Object.assign(new Error(code), { code }), socket as unknown as Socket);
  return { text: String(socket.read() ?? ""), destroyed: socket.destroyed };
}

test("a request that came too slowly is cut off without a status, so that EventSource tries again", () => {
  expect(answerTo("ERR_HTTP_REQUEST_TIMEOUT")).toEqual({ text: "", destroyed: true });
});

test("what is no request, or has too long headers, is told so", () => {
  expect(answerTo("HPE_INVALID_METHOD").text).toMatch(/^HTTP\/1\.1 400 /);
  expect(answerTo("HPE_HEADER_OVERFLOW").text).toMatch(/^HTTP\/1\.1 431 /);
});
