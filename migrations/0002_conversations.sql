-- Conversations and what was said in them. They hang on the person, and are common to all components of the database.

create table conversation (
  id            uuid primary key,          -- made by the component, in the order of time
  person_id     bigint not null references person on delete cascade,
  rev           integer not null,          -- compare-and-set: a write expects the one before
  responder     text not null,
  version       integer not null,          -- of the responder, that next_step and props fit
  status        text not null check (status in ('ongoing', 'complete', 'aborted')),
  started_at    timestamptz not null,
  updated_at    timestamptz not null,
  asked_at      timestamptz not null,      -- when the open question was first asked
  next_step     text not null,
  list_shortcut text,
  props         jsonb not null,            -- the answers, without what was set since they were last written here:
  recent        jsonb not null default '{}',
  props_rev     integer not null default 0, -- the rev that wrote props
  thread        text,                      -- that the person used last
  pending       jsonb,                     -- the effect that it waits for
  warning       jsonb,                     -- the /new that waits to be repeated
  messages      integer not null,          -- how many rows of conversation_message it has
  ended_why     text check (ended_why in ('abort', 'new', 'idle', 'signout', 'responder')),
  -- Null while it is ongoing, so that an ordinary step does not change it: what is indexed must stay as it is.
  ended_at      timestamptz generated always as (case when status <> 'ongoing' then updated_at end) stored
)
-- An ordinary step changes no indexed column. With room left on its page the new version of the row then needs
-- no new index entries (a HOT update), however many conversations there are.
with (fillfactor = 70);

-- Each person has one ongoing conversation at most; this is also how it is found.
create unique index conversation_ongoing on conversation (person_id) where status = 'ongoing';
create index conversation_person on conversation (person_id, started_at);
-- For retention: what ended first goes first.
create index conversation_ended on conversation (ended_at) where ended_at is not null;

-- Appended to at each step, and read only by who looks back. The key keeps a conversation's messages together.
create table conversation_message (
  conversation_id uuid not null,
  seq             integer not null,        -- 1, 2, 3, … within the conversation
  at              timestamptz not null,
  direction       text not null check (direction in ('in', 'out')),
  body            text not null,
  stanza_id       text,
  step            text,                    -- the step whose answer it is, where it was taken and not taken back
  undo            jsonb,                   -- what the properties that it changed were before
  bounced         text,                    -- why it could not be delivered: condition of RFC 6120 §8.3.3
  primary key (conversation_id, seq)
);

-- That a conversation was ended while its person was signed out: to be told when they are seen again. The message is
-- the conversation's last one; here it waits to be sent. A person has hardly ever more than one, as the next
-- conversation begins with a message of theirs.
create table conversation_notice (
  person_id       bigint not null references person on delete cascade,
  conversation_id uuid not null,
  at              timestamptz not null,
  stanza_id       text not null,
  body            text not null,
  thread          text,
  primary key (person_id, conversation_id)
);

-- In place of foreign keys, which would look the conversation up again for each message: messages are written
-- only in a transaction that has just written their conversation, so that only deletion is left to be seen to.
create function delete_conversation_messages() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from conversation_message using gone where conversation_id = gone.id;
  delete from conversation_notice as notice using gone
  where notice.person_id = gone.person_id and notice.conversation_id = gone.id;
  return null;
end $$;
create trigger conversation_deleted after delete on conversation
  referencing old table as gone for each statement execute function delete_conversation_messages();

-- For reading by the staff web application. Names and columns are fixed.
create view conversations as
  select conversation.id, person.address as person, responder, version, status, started_at, updated_at,
         array(select step from conversation_message as message
               where message.conversation_id = conversation.id and step is not null
               order by seq) as steps_so_far,
         next_step, list_shortcut, props || recent as props, ended_why
  from conversation join person on person.id = conversation.person_id;

create view conversation_messages as
  select conversation_id, at, direction, body, stanza_id
  from conversation_message
  order by conversation_id, seq;
