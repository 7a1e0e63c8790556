/** The settings of this application, all of them environment variables. */

export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Where browsers find this application: requests that change something are taken from pages of these origins alone. */
  readonly origins: readonly string[];
  /** URL of Anteroom's database, of a role that is a member of `anteroom_webapp`. */
  readonly database: string;
  /** Where browsers find the gateway, with `http.base`. */
  readonly gateway: string;
  /** Origins of the XMPP server's file store; pages may send files there and nowhere else. */
  readonly uploads: readonly string[];
  readonly bot: string;
  /** The queue in which visitors of the site wait. */
  readonly queue: string;
  /** As in Anteroom's configuration: `http.jwt.secret`, `http.jwt.issuer`, `http.jwt.audience`. */
  readonly jwt: { readonly secret: string; readonly issuer: string; readonly audience: string };
  /** Signs the cookie of staff who are signed in. */
  readonly sessionSecret: string;
  /** Addresses of proxies whose `X-Forwarded-For` counts. */
  readonly proxies: readonly string[];
}

/** Throws an error that names the variable which is missing or wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  const list = (name: string): readonly string[] => (env[name] ?? "").split(/[\s,]+/).filter(Boolean);
  const address = (name: string): string => {
    const value = required(name);
    if (!URL.canParse(value)) throw new Error(`${name} is no address: ${value}`);
    return value.replace(/\/$/, "");
  };
  const { hostname, port } = new URL(`http://${env.WEBAPP_LISTEN ?? "127.0.0.1:8080"}`);
  return {
    host: hostname,
    port: Number(port || 80),
    origins: list("WEBAPP_ORIGINS").length > 0 ? list("WEBAPP_ORIGINS") : [`http://localhost:${port}`],
    database: required("WEBAPP_DATABASE_URL"),
    gateway: address("WEBAPP_GATEWAY"),
    uploads: list("WEBAPP_UPLOADS"),
    bot: required("WEBAPP_BOT"),
    queue: env.WEBAPP_QUEUE ?? "default",
    jwt: {
      secret: required("WEBAPP_JWT_SECRET"),
      issuer: required("WEBAPP_JWT_ISSUER"),
      audience: required("WEBAPP_JWT_AUDIENCE"),
    },
    sessionSecret: required("WEBAPP_SESSION_SECRET"),
    proxies: list("WEBAPP_PROXIES"),
  };
}
