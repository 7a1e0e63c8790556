/** As much of WebSockets (RFC 6455) and of XMPP over them (RFC 7395) as it takes to sign in anonymously. */

/** What the server's next words are to be. */
export type Login = "upgrade" | "mechanisms" | "success" | "features" | "bound";

interface Step {
  readonly login: Login;
  readonly write?: string;
  readonly address?: string;
}

export const ANONYMOUS_DOMAIN = "anonymous.localhost";
const OPEN = `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${ANONYMOUS_DOMAIN}' version='1.0'/>`;
const AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>";
const BIND =
  "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";

/** `text`: all that came since the step before. `undefined`: it is not all yet. */
export function nextOfLogin(login: Login, text: string): Step | undefined {
  switch (login) {
    case "upgrade":
      return text.startsWith("HTTP/1.1 101") && text.includes("\r\n\r\n")
        ? { login: "mechanisms", write: OPEN }
        : undefined;
    case "mechanisms":
      return text.includes("</stream:features>") ? { login: "success", write: AUTH } : undefined;
    case "success":
      return text.includes("<success") ? { login: "features", write: OPEN } : undefined;
    case "features": {
      const address = /<jid>([^<]+)<\/jid>/.exec(text)?.[1];
      if (address !== undefined) return { login: "bound", address };
      return text.includes("</stream:features>") ? { login: "features", write: BIND } : undefined;
    }
    case "bound":
      return undefined;
  }
}

/** A text frame of a client. Its mask is zero, which leaves the text as it is. Latin-1. */
export function frame(text: string): string {
  const { length } = text;
  const size =
    length < 126
      ? String.fromCharCode(0x80 | length)
      : `${String.fromCharCode(0xfe, length >> 8, length & 255)}`;
  return `\x81${size}\0\0\0\0${text}`;
}
