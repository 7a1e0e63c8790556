/** The server to which a contender attaches. Its process gets it in JSON as the first argument. */
export interface Attachment {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
}

/** Reads the attachment of this process. */
export function attachment(): Attachment {
  return JSON.parse(process.argv[2] ?? "{}") as Attachment;
}
