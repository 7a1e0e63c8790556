/** The people whom jobs concern, of whatever kind. */

/** How people come to us, and are reached; as the column `person.kind` has it. */
export type PersonKind = "xmpp" | "browser";

/** Which person it is. */
export interface PersonKey {
  readonly kind: PersonKind;
  /** Bare JID; that of a browser's person is at the component's domain. */
  readonly address: string;
}

/** Somebody who wrote to us: one row of `person`, made at the first contact. */
export interface Person extends PersonKey {
  /** The row's bigint, as text. */
  readonly id: string;
  /** The language last used (RFC 5646), `null` while unknown. */
  readonly lang: string | null;
}
