/**
 * The configuration of an ejabberd (23, 24) for a test: plain text, no TLS, no other servers. Its parts for Anteroom
 * are those that the README advises.
 */
import { DEFAULT_DOMAIN } from "../../src/demo/prosody-config.ts";
import type { ServerOptions } from "./server.ts";

export interface EjabberdPorts {
  readonly c2sPort: number;
  readonly componentPort: number;
  /** Of its HTTP interface, by which accounts are made and the server is stopped. */
  readonly apiPort: number;
}

/** JSON, which is YAML too. */
export function ejabberdConfig({ domain, components }: ServerOptions, ports: EjabberdPorts): string {
  const ip = "0.0.0.0";
  const secrets = Object.entries(components ?? {}).map(([name, { secret }]) => [name, { password: secret }]);
  const service = {
    port: ports.componentPort,
    ip,
    module: "ejabberd_service",
    access: "all",
    global_routes: false,
    hosts: Object.fromEntries(secrets),
  };
  const modules = [
    "mod_adhoc",
    "mod_blocking",
    "mod_caps",
    "mod_carboncopy",
    "mod_disco",
    "mod_last",
    "mod_offline",
    "mod_ping",
    "mod_privacy",
    "mod_pubsub",
    "mod_roster",
    "mod_stream_mgmt",
    "mod_time",
    "mod_vcard",
    "mod_version",
  ];
  return JSON.stringify({
    hosts: [domain ?? DEFAULT_DOMAIN],
    loglevel: "info",
    auth_method: "internal",
    acl: { local: { user_regexp: "" } },
    access_rules: { local: { allow: "local" } },
    api_permissions: { tests: { who: "all", what: ["register", "stop"] } },
    listen: [
      { port: ports.c2sPort, ip, module: "ejabberd_c2s", starttls_required: false },
      { port: ports.apiPort, ip, module: "ejabberd_http", request_handlers: { "/api": "mod_http_api" } },
      ...(secrets.length > 0 ? [service] : []),
    ],
    modules: Object.fromEntries(modules.map((name) => [name, {}])),
  });
}
