/** Origins and CORS (Fetch Standard 3.2), decided before anything is done. */

export const METHODS = ["GET", "POST", "DELETE"] as const;

const ALLOWED_HEADERS = "authorization, content-type, last-event-id, accept";
const PREFLIGHT_KEPT_S = 7200;

export interface Asking {
  readonly method: string;
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Access-Control-Request-Method`. */
  readonly wants: string | undefined;
  readonly compat: boolean;
}

export type Ruling =
  /** It goes on, with these headers on its answer. */
  | { readonly kind: "go"; readonly headers: Headers }
  | { readonly kind: "preflight"; readonly headers: Headers }
  | { readonly kind: "foreign" };
type Headers = Readonly<Record<string, string>>;

/** @param allowed exact origins */
export function ruleOnOrigin(
  { method, origin, host, wants, compat }: Asking,
  allowed: ReadonlySet<string>,
): Ruling {
  // No browser page asks: credentials are in a header that somebody put there.
  if (origin === undefined) return { kind: "go", headers: {} };
  const listed = allowed.has(origin);
  if (!listed && !isOwn(origin, host)) return { kind: "foreign" };
  // A page of the gateway's own origin needs no permission, and one of another scheme on its host gets none.
  const permission = listed
    ? { "access-control-allow-origin": origin, "access-control-expose-headers": "retry-after" }
    : {};
  if (method !== "OPTIONS" || wants === undefined) return { kind: "go", headers: permission };
  return {
    kind: "preflight",
    headers: listed
      ? {
          "access-control-allow-origin": origin,
          "access-control-allow-methods": METHODS.join(", "),
          "access-control-allow-headers": compat ? `${ALLOWED_HEADERS}, x-requested-with` : ALLOWED_HEADERS,
          "access-control-max-age": String(PREFLIGHT_KEPT_S),
        }
      : {},
  };
}

/** Whether a page came from the host that the request names. Its scheme is not known behind a proxy. */
function isOwn(origin: string, host: string | undefined): boolean {
  if (host === undefined || !/^https?:\/\/[^/?#@\s]+$/.test(origin) || !URL.canParse(origin)) return false;
  const own = `${new URL(origin).protocol}//${host}`;
  return /^[^/?#@\s]+$/.test(host) && URL.canParse(own) && new URL(own).origin === new URL(origin).origin;
}
