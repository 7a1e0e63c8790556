/**
 * Whether everything that is sent to the component arrives. On ejabberd some of it is lost without a word where an instance
 * is missing that `domain_balancing` counts on, and goes to other components of the same listener where `global_routes` is
 * left on. The share that is lost depends on sender and recipient, so that many of both are tried.
 */
import { randomBytes } from "node:crypto";
import type { Config } from "../../config/settings.ts";
import { RequestTimeout, StanzaError } from "../../errors.ts";
import { xml } from "../../xmpp/stanza.ts";
import { type Finding, failure, ok } from "../finding.ts";
import { inListener } from "./handshake-cures.ts";
import type { Visit } from "./visit.ts";

const PROBE = "urn:anteroom:doctor";
/** If half are lost, all of them arrive once in a million times. */
const PROBES = 20;
// A probe goes to the server and back twice.
const ANSWER_MS = 2_000;

/** Sends requests from addresses of the component to others, and answers them. Rejects where the stream is lost. */
export async function examineDelivery(
  { wire, iq }: Visit,
  { url }: Pick<Config["xmpp"], "url">,
): Promise<Finding> {
  const { router, domain } = wire;
  const mark = randomBytes(8).toString("hex");
  const payload = { name: "probe", xmlns: PROBE };
  const end = router.on(
    { stanza: "iq", types: ["get"], payload, takes: ({ to }) => to.resource === mark },
    () => undefined,
  );
  try {
    const probe = async (number: number): Promise<boolean> => {
      const address = (way: string) => `doctor-${way}-${number}-${mark}@${domain}/${mark}`;
      const options = { from: address("from"), timeoutMs: ANSWER_MS };
      try {
        await iq.request(address("to"), xml("probe", { xmlns: PROBE }), options);
        return true;
      } catch (error) {
        if (error instanceof RequestTimeout) return false;
        // An answer, if not ours.
        if (error instanceof StanzaError) return true;
        throw error;
      }
    };
    const arrived = await Promise.all(Array.from({ length: PROBES }, (_, number) => probe(number)));
    return judgeDelivery({ url, domain }, arrived.filter((one) => !one).length, PROBES);
  } finally {
    end();
  }
}

export function judgeDelivery(
  { url, domain }: Pick<Config["xmpp"], "url" | "domain">,
  lost: number,
  sent: number,
): Finding {
  const name = "delivery";
  if (lost === 0) return ok(name, `all of ${sent} stanzas to different addresses arrived`);
  return failure(
    name,
    `${lost} of ${sent} stanzas to addresses of the component did not arrive: domain_balancing counts on an instance that ` +
      "is missing, another program is connected under the same name, or other components of the listener get them",
    {
      ejabberd: [
        `# remove domain_balancing, or "${domain}" below it; and in the listener that is there:`,
        ...inListener(url),
      ],
    },
  );
}
