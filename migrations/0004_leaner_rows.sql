-- Rows that say what is needed and no more: each is written once for each message.

-- Which revision wrote `props` need not be stored: what is known of a conversation is known at its revision.
alter table conversation drop column props_rev;

-- The component numbers the rows itself (src/ledger/outbox-rows.ts), above all that the sequence gave. Who a stanza
-- is for, and its id, stand in the stanza.
alter table outbox alter column id drop identity, drop column recipient, drop column stanza_id;
