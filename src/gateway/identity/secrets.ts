/** The secrets that open streams and requests: how they are made, and how they are stored. */
import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";

/** The SHA-256 under which a secret is stored. It has more bits than anybody can guess, so it needs no salt. */
export function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

export interface NewToken {
  readonly token: string;
  readonly stream: string;
}

export function newToken(): NewToken {
  return { token: randomUUID(), stream: newSecret() };
}

/** 256 bits. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

export function newSalt(): Buffer {
  return randomBytes(16);
}

/**
 * The renewal secret that follows `secret`. Two requests with the same secret get the same next one, which is stored
 * nowhere: the salt that is stored gives it to nobody but the holder of the one before.
 */
export function nextSecret(secret: string, salt: Uint8Array): string {
  return createHmac("sha256", secret).update(salt).digest("base64url");
}
