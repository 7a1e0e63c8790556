-- Rows that say what is needed and no more: each is written once for each message.

-- Which revision wrote `props` need not be stored: what is known of a conversation is known at its revision.
alter table conversation drop column props_rev;

-- The component numbers the rows itself (src/ledger/outbox/rows.ts), above all that the sequence gave. Who a stanza
-- is for, and its id, stand in the stanza.
alter table outbox alter column id drop identity, drop column recipient, drop column stanza_id;

-- What was heard and what was said to it: one row in place of two. Read by way of the view below.
create table conversation_turn (
  conversation_id uuid not null,
  seq             integer not null,        -- of its first message: 1, 2, 3, … within the conversation
  at              timestamptz not null,
  heard           text,
  heard_id        text,                    -- of the stanza
  said            text,                    -- its seq is the next one where something was heard
  said_id         text,
  step            text,                    -- the step whose answer was heard, where it was taken and not taken back
  undo            jsonb,                   -- what the properties that it changed were before
  bounced         text,                    -- why what was said could not be delivered: condition of RFC 6120 §8.3.3
  primary key (conversation_id, seq),
  check (heard is not null or said is not null)
);

insert into conversation_turn (conversation_id, seq, at, heard, heard_id, said, said_id, step, undo, bounced)
select conversation_id, seq, at, case direction when 'in' then body end, case direction when 'in' then stanza_id end,
  case direction when 'out' then body end, case direction when 'out' then stanza_id end, step, undo, bounced
from conversation_message;

drop view conversation_messages, conversations;
drop table conversation_message;

-- Whoever looks for single messages gives `turn_seq`, by which they are found; `seq` is only computed.
create view conversation_message as
  select conversation_id, turn.seq as turn_seq, message.seq, at, direction, body, stanza_id, message.step,
         message.undo, message.bounced
  from conversation_turn as turn cross join lateral (values
    (turn.seq, 'in', heard, heard_id, step, undo, null),
    (turn.seq + (heard is not null)::int, 'out', said, said_id, null, null, bounced)
  ) as message (seq, direction, body, stanza_id, step, undo, bounced)
  where body is not null;

create or replace function delete_conversation_messages() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from conversation_turn using gone where conversation_id = gone.id;
  delete from conversation_notice as notice using gone
  where notice.person_id = gone.person_id and notice.conversation_id = gone.id;
  return null;
end $$;

-- For reading by the staff web application. Names and columns are fixed.
create view conversations as
  select conversation.id, person.address as person, responder, version, status, started_at, updated_at,
         array(select step from conversation_turn as turn
               where turn.conversation_id = conversation.id and step is not null
               order by seq) as steps_so_far,
         next_step, list_shortcut, props || recent as props, ended_why
  from conversation join person on person.id = conversation.person_id;

create view conversation_messages as
  select conversation_id, at, direction, body, stanza_id
  from conversation_message
  order by conversation_id, seq;
