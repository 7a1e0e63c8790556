/**
 * The configuration of an ejabberd (23, 24) for a test: plain text, no TLS, no other servers. What Anteroom needs is
 * `prosody/anteroom.yml`, which deployers copy, with other names.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { DEFAULT_DOMAIN } from "../../../src/demo/prosody-config.ts";
import { fileStore } from "./file-stores.ts";
import { guestDomain, mucServices } from "./muc-hosts.ts";
import type { ServerOptions } from "./server.ts";

const SHIPPED = readFileSync(new URL("../../../prosody/anteroom.yml", import.meta.url), "utf8");

export interface EjabberdPorts {
  readonly c2sPort: number;
  readonly componentPort: number;
  /** Of its HTTP interface, by which accounts are made and the server is stopped. */
  readonly apiPort: number;
  /** Where it stores files, if it does. */
  readonly filesPort?: number | undefined;
}

/** What of the shipped file names things of a deployment. */
interface Shipped {
  readonly listen: readonly [{ readonly port: number; readonly ip: string; readonly hosts: unknown }];
  readonly acl: { readonly anteroom_bot: unknown };
}

/** Its own part, which includes the file at `included`; JSON, which is YAML too. */
export function ejabberdConfig(options: ServerOptions, ports: EjabberdPorts, included: string): string {
  const { domain = DEFAULT_DOMAIN, mucs = {} } = options;
  const ip = "0.0.0.0";
  const { open } = mucServices(domain);
  const guests = guestDomain(domain);
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
  const files = ports.filesPort === undefined ? undefined : fileStore(options, ports.filesPort);
  return JSON.stringify({
    // The services have different settings, so that each needs a host of its own.
    hosts: [domain, guests, `of-${open}`, ...Object.keys(mucs).map((muc) => `of-${muc}`)],
    host_config: { [guests]: { auth_method: "anonymous", anonymous_protocol: "sasl_anon" } },
    append_host_config: {
      // Of several hosts each would need an address of its own.
      ...(files !== undefined && { [domain]: { modules: files.modules } }),
      [`of-${open}`]: { modules: { mod_muc: { host: open }, mod_muc_admin: {} } },
      ...Object.fromEntries(
        Object.entries(mucs).map(([muc, { ejabberd = {}, ejabberdModules = {} }]) => [
          `of-${muc}`,
          { modules: { mod_muc: { host: muc, ...ejabberd }, ...ejabberdModules } },
        ]),
      ),
    },
    include_config_file: included,
    loglevel: "info",
    auth_method: "internal",
    acl: { local: { user_regexp: "" } },
    access_rules: { local: { allow: "local" } },
    api_permissions: {
      tests: {
        who: "all",
        what: ["register", "registered_users", "stop", "muc_online_rooms", "join_cluster", "list_cluster"],
      },
    },
    listen: [
      { port: ports.c2sPort, ip, module: "ejabberd_c2s", starttls_required: false },
      { port: ports.apiPort, ip, module: "ejabberd_http", request_handlers: { "/api": "mod_http_api" } },
      ...(files === undefined ? [] : [{ ...files.listen, ip }]),
    ],
    modules: Object.fromEntries(modules.map((name) => [name, {}])),
    ...options.ejabberd,
  });
}

/** The shipped part for these components; its names and ports are the only differences. */
export function anteroomConfig(options: ServerOptions, { componentPort: port }: EjabberdPorts): string {
  const { domain = DEFAULT_DOMAIN, components = {} } = options;
  const { pool } = mucServices(domain);
  const text = SHIPPED.replaceAll("anteroom.example.org", `of-${pool}`).replaceAll("rooms.example.org", pool);
  const shipped: Shipped = parse(text);
  const secrets = Object.entries(components).map(([name, { secret }]) => [name, { password: secret }]);
  const [service] = shipped.listen;
  const listen = { ...service, port, ip: "0.0.0.0", hosts: Object.fromEntries(secrets) };
  return JSON.stringify({
    ...shipped,
    listen: secrets.length > 0 ? [listen] : [],
    acl: {
      ...shipped.acl,
      anteroom_bot: { user: Object.keys(components).map((name) => `rooms@${name}`) },
      anteroom_browsers: { server: Object.keys(components) },
    },
  });
}
