/** Requests to this application's own server. */

/** Throws a `Refused` with the text that the server gave, and an `Unreached` where there was no answer. */
export async function ask<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    path,
    body === undefined
      ? { headers: { Accept: "application/json" } }
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
  ).catch(() => {
    throw new Unreached("this site cannot be reached at the moment");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, String(answer.message ?? "something went wrong"));
  return answer;
}

export class Unreached extends Error {
  readonly passing = true;
}

export class Refused extends Error {
  readonly status: number;
  /** Trying again may help. */
  readonly passing: boolean;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
    this.passing = status >= 500;
  }
}
