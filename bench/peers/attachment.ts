/** Where a contender attaches: given to its process as the first argument, in JSON. */
export interface Attachment {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
}

/** Reads the attachment of this process. */
export function attachment(): Attachment {
  return JSON.parse(process.argv[2] ?? "{}") as Attachment;
}
