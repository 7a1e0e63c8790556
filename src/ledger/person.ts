/** The people whom jobs concern: the kinds of people, and their rows. */

/** The way in which people come to us, and are reached, as in the column `person.kind`. */
export type PersonKind = "xmpp" | "browser";

/** Identifies a person. */
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
