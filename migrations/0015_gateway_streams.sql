-- The streams of people in browsers: one of events for each person, and the threads with their messages, of which each
-- body is stored once. Then what requests of browsers leave for the instance that has the stream to the server. What grows:
-- `mailbox` (a day, see src/gateway/stream/retention.ts), `chat_message` (as long as its thread) and `spoken` (a day).
-- Writers lock threads first, in the order of their ids, then heads, in the order of people. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Streams ------------------------------------------------------------------------------------------------------------

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

-- What the same people say to one another, or the people in a room.
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

-- Written with the thread locked, so that a foreign key would find nothing wrong; see the trigger below.
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

-- People from browsers who are or were in a thread.
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

-- In place of a foreign key: messages are written with their thread locked, and it would look for the thread each time.
create function delete_thread_messages() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from chat_message using gone where thread_id = gone.id;
  return null;
end $$;
create trigger thread_deleted after delete on thread
  referencing old table as gone for each statement execute function delete_thread_messages();

-- In place of a foreign key, in the same way: events are written with the head locked.
create function delete_mailbox() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from mailbox using gone where person_id = gone.id;
  return null;
end $$;
create trigger person_with_mailbox_deleted after delete on person
  referencing old table as gone for each statement execute function delete_mailbox();

-- What tells a database from every other one and from its own past. The timeline changes with a promotion and a recovery to
-- a point in time; a standby cannot tell. With a dump that is loaded, also into the same system, neither the system nor its
-- timeline need be others: so the row type of a table counts always, which has another number and another transaction then.
-- The system's identifier counts where it may be read.
create function history_of_database() returns text
language plpgsql stable set search_path from current as $$
declare
  history text := (select concat_ws(' ', pg_database.oid, pg_type.oid, pg_type.xmin)
                   from pg_type join pg_database on datname = current_database() where pg_type.oid = 'mailbox'::regtype);
begin
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    history := concat((select system_identifier from pg_control_system()), replace(history, ' ', ''));
  end if;
  return history || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8);
end $$;

-- Requests -----------------------------------------------------------------------------------------------------------

-- The messages that browsers sent. Each is known again by its person and id for a day. Those that are `waiting` are to be
-- given to the bot or into a room; of those that are `sent`, the room has not shown its reflection yet.
create table spoken (
  n           bigint generated always as identity primary key,
  domain      text not null,
  person_id   bigint not null references person on delete cascade,
  id          uuid not null,            -- of the message
  hash        bytea not null,           -- SHA-256 of its destination and content
  thread      uuid not null,
  destination text not null check (destination in ('people', 'bot', 'room')),
  content     text,                     -- JSON; null once it is over
  state       text not null default 'waiting' check (state in ('waiting', 'sent', 'done', 'failed')),
  tries       smallint not null default 0,
  sent_at     timestamptz,
  spoken_at   timestamptz not null default clock_timestamp(),
  unique (person_id, id)
)
with (fillfactor = 80);
create index spoken_waiting on spoken (domain, n) where state in ('waiting', 'sent');
create index spoken_at on spoken using brin (spoken_at) with (pages_per_range = 16);

-- What the instance with the stream to the server carries out at once, or never: typing, read markers and upload slots of
-- browsers, and the examination of the server for `anteroom doctor`. Whoever asked reads the answer where there is one.
create unlogged table errand (
  id        uuid primary key,
  domain    text not null,
  person_id bigint,                     -- null: nobody from a browser asked
  kind      text not null,
  asked     jsonb not null,
  answer    jsonb,
  asked_at  timestamptz not null default clock_timestamp()
);
create index errand_open on errand (domain, asked_at) where answer is null;

-- Stanzas that are not kept, such as typing, on their way to streams of other instances.
create unlogged table passing (
  n         bigint generated always as identity primary key,
  person_id bigint not null,
  stanzas   text not null,              -- a JSON array
  at        timestamptz not null default clock_timestamp()
);

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
