/** `POST /token` gives a chat token, `DELETE /token` ends its family. */
import { z } from "zod";
import type { Issued } from "../../identity/index.ts";
import { compatExpiring, compatObjects } from "../../mapping/index.ts";
import { isLogin, readAuthorization, tokenFor } from "../credentials.ts";
import type { Answer, Call, Operation, Parts } from "../operation.ts";
import { HttpProblem, notFound, unauthorized } from "../problem.ts";
import { readBody, text } from "../reading.ts";

const issued = z
  .object({
    token: z.string().meta({ format: "uuid" }),
    stream: z.string().meta({ description: "opens `stream` and `poll` alone, in their path" }),
    expires: z.string().meta({ format: "date-time" }),
    entity: z.string(),
    renewal: z.string().optional().meta({ description: "for visitors" }),
  })
  .meta({ id: "Token" });
const issuedOf2014 = issued.extend({ expires: compatObjects.time }).meta({ id: "CompatToken" });

const asked = z.object(
  { renewal: text().nullish().meta({ description: "a visitor's renewal secret" }) },
  { error: "must be a JSON object" },
);

/** How the caller asks is decided before anything is tried: a wrong login is never a visitor. */
async function give({ identity, limits }: Parts, call: Call): Promise<Answer> {
  const problem = limits.token(call.address);
  if (problem !== undefined) throw problem;
  const credential = readAuthorization(call);
  const renewal = call.body.kind === "none" ? undefined : (readBody(asked, call).renewal ?? undefined);
  if (credential !== undefined && renewal !== undefined) {
    throw new HttpProblem(400, { detail: "both a token or login and a renewal secret are given" });
  }
  let given: Issued | undefined;
  if (renewal !== undefined) given = await identity.byRenewal(renewal);
  else if (credential === undefined) given = await identity.byVisit();
  else if (isLogin(credential)) given = await identity.byLogin(credential);
  else given = await identity.byToken(credential);
  if (given === undefined) throw unauthorized();
  const { token, stream, expires, entity } = given;
  const json = {
    token,
    stream,
    expires: new Date(expires).toISOString(),
    entity,
    ...(given.renewal !== null && { renewal: given.renewal }),
  };
  return { status: 200, json: call.compat ? compatExpiring(json) : json };
}

/** `false`: there is no token, or it does not live. */
async function revoke(parts: Parts, call: Call, credential: string | undefined): Promise<boolean> {
  const token = credential === undefined ? undefined : await tokenFor(parts, call, credential);
  return token !== undefined && parts.identity.revoke(token);
}

export const tokenOperations: readonly Operation[] = [
  {
    method: "POST",
    path: "/token",
    summary:
      "Gives a chat token, for a login (bearer), a chat token (bearer), a renewal secret, or to a new visitor",
    access: "optional",
    body: asked,
    answers: [
      { status: 200, text: "the token and what belongs to it", schema: issued, compatSchema: issuedOf2014 },
    ],
    run: give,
  },
  {
    method: "DELETE",
    path: "/token/:token",
    summary: "Ends all that descends from the same login or first visit as the token in the path",
    access: "path",
    answers: [{ status: 204, text: "its streams end within a second" }],
    async run(parts, call) {
      if (!(await revoke(parts, call, call.secret))) throw notFound();
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "/token",
    summary: "Ends all that descends from the same login or first visit as the token",
    access: "bearer",
    answers: [{ status: 204, text: "its streams end within a second" }],
    async run(parts, call) {
      if (!(await revoke(parts, call, readAuthorization(call)))) throw unauthorized();
      return { status: 204 };
    },
  },
];
