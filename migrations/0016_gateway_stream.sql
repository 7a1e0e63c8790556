-- The streams of people in browsers: one of events for each person, and the threads with their messages, of which each
-- body is stored once. What grows: `mailbox` (a day, see src/gateway/stream/retention.ts) and `chat_message` (as long as its
-- thread). Writers lock threads first, in the order of their ids, then heads, in the order of people.

-- The number of the last event of a person. Raised in the transaction that adds events: the lock on the row makes the
-- order of commits that of the numbers, without gaps.
create table mailbox_head (
  person_id bigint primary key references person on delete cascade,
  seq       bigint not null
)
-- No indexed column changes: with room on its page the new version of a row needs no new index entry (a HOT update).
with (fillfactor = 50);

-- The events. One is a pointer to a message, or carries its stanzas itself: those are short, and mostly for one person.
create table mailbox (
  person_id bigint not null,
  seq       bigint not null,               -- 1, 2, 3, … of the person
  kept_at   timestamptz not null,          -- under the lock on the head: grows with seq, as far as the clock does
  thread_id bigint,
  at        integer,
  stanzas   text,                          -- a JSON array
  primary key (person_id, seq)
);
create index mailbox_kept_at on mailbox using brin (kept_at) with (pages_per_range = 16);
-- One in a hundred: by these the people who have too many are found.
create index mailbox_hundredth on mailbox (person_id, seq) where seq % 100 = 0;

create table thread (
  id         bigint generated always as identity primary key,
  uuid       uuid not null unique,         -- as people know it
  domain     text not null,
  key        uuid,                         -- hash of its members; null for the thread of a room
  members    text[] not null,              -- entities, sorted; those of a room are in the room
  room_id    bigint unique,
  last_at    integer not null default 0,   -- the position of its last message
  touched_at timestamptz not null default clock_timestamp(), -- when it was used last, to the hour
  ended_at   timestamptz,                  -- of its room
  unique (domain, key),
  check ((key is null) <> (room_id is null))
)
with (fillfactor = 70);
create index thread_touched on thread (domain, touched_at);
create index thread_ended on thread (domain, ended_at) where ended_at is not null;

-- Written with the thread locked, so that a foreign key would find nothing wrong.
create table chat_message (
  thread_id bigint not null,
  at        integer not null,              -- 1, 2, 3, … within the thread
  id        uuid not null,                 -- by the sender
  sender    text not null,                 -- the entity, as others see it
  sender_id bigint,                        -- of person, where the sender has a stream
  said_at   timestamptz not null,
  body      text not null,                 -- a JSON object: what the sender said
  profile   text not null,                 -- a JSON object: the sender, without the id
  primary key (thread_id, at)
);
-- The same message is not stored twice: from the room for each occupant, or sent again.
create unique index chat_message_id on chat_message (id, sender);

create table thread_member (
  person_id bigint not null references person on delete cascade,
  thread_id bigint not null references thread on delete cascade,
  -- The positions that the person may read. Without an upper bound they are in the thread now, and get what comes.
  readable  int4multirange not null,
  read_at   integer not null default 0,    -- read up to there
  primary key (person_id, thread_id)
)
with (fillfactor = 80);
create index thread_member_thread on thread_member (thread_id);

create function delete_thread_messages() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from chat_message using gone where thread_id = gone.id;
  return null;
end $$;
create trigger thread_deleted after delete on thread
  referencing old table as gone for each statement execute function delete_thread_messages();

create function delete_mailbox() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from mailbox using gone where person_id = gone.id;
  return null;
end $$;
create trigger person_with_mailbox_deleted after delete on person
  referencing old table as gone for each statement execute function delete_mailbox();

-- What tells a database from every other one and from its own past: the system and its timeline, which changes with a
-- promotion and a recovery to a point in time. A standby cannot tell. Where the system's identifier may not be read, the
-- row type of a table stands for it: with a database that was loaded from a dump it has another number and another
-- transaction.
create function history_of_database() returns text
language plpgsql stable set search_path from current as $$
declare
  system text;
begin
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    system := (select system_identifier from pg_control_system());
  else
    system := (select concat_ws(' ', pg_database.oid, pg_type.oid, pg_type.xmin)
               from pg_type join pg_database on datname = current_database() where pg_type.oid = 'mailbox'::regtype);
  end if;
  return system || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8);
end $$;

select set_rights();
