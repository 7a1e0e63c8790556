/** The stores of files (XEP-0363) of test servers, for people from browsers. */
import { DEFAULT_DOMAIN, luaString } from "../../../src/demo/prosody-config.ts";
import type { ServerOptions } from "./server.ts";

/** Of a file that they take. */
export const MOST_BYTES = 100_000;

/** The lines of a Prosody: first those that are global. */
export function fileShare(
  { domain = DEFAULT_DOMAIN, components = {} }: ServerOptions,
  port: number,
): string[] {
  const people = [domain, ...Object.keys(components)].map(luaString).join(", ");
  return [
    `http_ports = { ${port} }`,
    `Component ${luaString(`files.${domain}`)} "http_file_share"`,
    'http_host = "localhost"',
    `http_external_url = "http://localhost:${port}/"`,
    `http_file_share_access = { ${people} }`,
    `http_file_share_size_limit = ${MOST_BYTES}`,
  ];
}

/** Where that stores files. */
export const fileShareUrl = (port: number): string => `http://localhost:${port}/file_share/`;

/** The parts of an ejabberd's configuration; the shipped part has the rule that lets people in. */
export function fileStore({ domain = DEFAULT_DOMAIN }: ServerOptions, port: number) {
  return {
    listen: { port, module: "ejabberd_http", request_handlers: { "/upload": "mod_http_upload" } },
    modules: {
      mod_http_upload: {
        host: `files.${domain}`,
        access: "anteroom_upload",
        max_size: MOST_BYTES,
        put_url: fileStoreUrl(port),
        docroot: "@HOME@/upload",
        custom_headers: {
          "Access-Control-Allow-Origin": "*",
          "Access-Control-Allow-Methods": "GET,HEAD,PUT,OPTIONS",
          "Access-Control-Allow-Headers": "Content-Type",
        },
      },
    },
  };
}

/** Where that stores files. */
export const fileStoreUrl = (port: number): string => `http://localhost:${port}/upload`;
