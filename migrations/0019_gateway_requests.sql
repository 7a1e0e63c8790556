-- What requests of browsers leave for the instance that has the stream.

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

-- Requests that the instance with the stream carries out at once, or never: typing, read markers, upload slots. The asking
-- instance reads the answer where there is one.
create unlogged table errand (
  id        uuid primary key,
  domain    text not null,
  person_id bigint not null,
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
