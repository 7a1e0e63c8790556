/** Whether browsers can upload files (XEP-0363): the component gets slots, and the server takes a page's request. */
import type { Config } from "../../config/settings.ts";
import { RequestTimeout, StanzaError } from "../../errors.ts";
import { createUploads } from "../../gateway/presence/upload.ts";
import { reason } from "../../ops/reason.ts";
import { type Cure, type Finding, failure, inComponent, ok, skipped, warning } from "../finding.ts";
import type { Visit } from "./visit.ts";

const NAME = "upload";
const ANSWER_MS = 3_000;

/** Asks for a slot, and for the leave to use it that a browser asks for first. No file is uploaded. */
export async function examineUpload(
  visit: Visit,
  server: string,
  { upload, origins }: Pick<Config["http"], "upload" | "origins">,
): Promise<Finding> {
  if (upload === "off") return skipped(NAME, "http.upload is off");
  const { domain } = visit.wire;
  const from = visit.visitor(visit.newLocal()).full;
  try {
    const slot = await createUploads({ iq: visit.iq, server }).slot(from, { name: "doctor.txt", size: 1 });
    if (slot instanceof StanzaError) return judgeNoSlot(domain, server, slot);
    // A page of the server's own site, where none is named.
    const origin = origins[0] ?? `https://${server}`;
    return judgePreflight(origin, await preflight(slot.put.url, origin));
  } catch (error) {
    if (error instanceof RequestTimeout) return failure(NAME, reason(error));
    throw error;
  }
}

export function judgeNoSlot(domain: string, server: string, error: StanzaError): Finding {
  // `createUploads` says so of a slot that browsers must not use.
  if (error.condition === "undefined-condition") return notHttps(server);
  const cure: Cure = {
    prosody: [
      "-- at the end of the file; where there is such a Component, its second line there:",
      `Component "upload.${server}" "http_file_share"`,
      `  http_file_share_access = { "${server}", "${domain}" }`,
    ],
    ejabberd: [
      "acl:",
      "  anteroom_browsers:",
      `    server: ${domain}`,
      "access_rules:",
      "  anteroom_upload:",
      "    - allow: local",
      "    - allow: anteroom_browsers",
      "modules:",
      "  mod_http_upload:",
      "    access: anteroom_upload",
    ],
  };
  return failure(NAME, `people from browsers get no leave to upload files (${reason(error)})`, cure);
}

/** Where the server has no certificate, or a proxy before it has. */
function notHttps(server: string): Finding {
  return failure(NAME, "the server gives an address for uploads that does not begin with https://", {
    prosody: inComponent(
      `Component "upload.${server}" "http_file_share"`,
      `http_external_url = "https://upload.${server}/"`,
    ),
    ejabberd: ["modules:", "  mod_http_upload:", `    put_url: "https://upload.${server}/upload"`],
  });
}

/** What the server says to a page of that origin (the Fetch standard, CORS preflight). */
export interface Preflight {
  readonly status: number;
  readonly allowOrigin: string | null;
  readonly allowMethods: string | null;
}

async function preflight(url: string, origin: string): Promise<Preflight | Error> {
  const headers = {
    origin,
    "access-control-request-method": "PUT",
    "access-control-request-headers": "content-type",
  };
  try {
    const answer = await fetch(url, { method: "OPTIONS", headers, signal: AbortSignal.timeout(ANSWER_MS) });
    await answer.body?.cancel();
    return {
      status: answer.status,
      allowOrigin: answer.headers.get("access-control-allow-origin"),
      allowMethods: answer.headers.get("access-control-allow-methods"),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

export function judgePreflight(origin: string, said: Preflight | Error): Finding {
  if (said instanceof Error) {
    return warning(
      NAME,
      `the server gives an address for uploads that cannot be reached from here (${reason(said)})`,
    );
  }
  const { status, allowOrigin, allowMethods } = said;
  const allowed =
    status < 300 && (allowOrigin === "*" || allowOrigin === origin) && /\bPUT\b|\*/i.test(allowMethods ?? "");
  if (allowed) return ok(NAME, `a page of ${origin} may upload files`);
  return warning(
    NAME,
    `the server refuses an upload by a page of ${origin} (status ${status}): files cannot be sent from browsers`,
    {
      prosody: ["-- global", "http_cors_override = { file_share = { enabled = true } }"],
      ejabberd: [
        "modules:",
        "  mod_http_upload:",
        "    custom_headers:",
        `      "Access-Control-Allow-Origin": "${origin}"   # as in http.origins of anteroom.yaml`,
        '      "Access-Control-Allow-Methods": "GET,HEAD,PUT,OPTIONS"',
        '      "Access-Control-Allow-Headers": "Content-Type"',
      ],
    },
  );
}
