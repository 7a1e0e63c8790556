/** XEP-0444 Message Reactions, §3: an emoji under a message; a body beside it is for clients without reactions. */
export const REACTIONS = "urn:xmpp:reactions:0";
