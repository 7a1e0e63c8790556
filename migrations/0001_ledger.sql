-- The ledger: who wrote, what was handled, what is to be sent, who may act, what falls due.
-- Names are unqualified: `set search_path to anteroom` (database.schema) before pasting this into psql.

-- Whoever wrote to us. Conversations, rooms and seats hang on it; common to all components of the database.
create table person (
  id         bigint generated always as identity primary key,
  address    text not null unique,      -- bare JID, or subject id of a browser user
  lang       text,                      -- language last used, RFC 5646
  paging     jsonb,                     -- what `more` continues
  created_at timestamptz not null default now()
);

-- What was handled. The key leads with the person, so that the rows of those who are talking now share
-- a few hot pages of the index, however long the history is.
create table inbox (
  person_id   bigint not null,          -- of person; see the trigger below
  key         uuid not null,            -- hash of from, to, id and content; see src/ledger/batch/inbox.ts
  received_at timestamptz not null default now(),
  primary key (person_id, key)
);
create index inbox_received_at on inbox using brin (received_at) with (pages_per_range = 16);

-- In place of a foreign key, which would lock the person's row for each message: the ledger has just read the row
-- that it writes for, so that only deletion is left to be seen to.
create function delete_inbox() returns trigger
language plpgsql set search_path from current as $$
begin
  delete from inbox using gone where inbox.person_id = gone.id;
  return null;
end $$;
create trigger person_deleted after delete on person
  referencing old table as gone for each statement execute function delete_inbox();

-- What is to be sent. A row lives from the commit that decided it until the server has provably read it.
create table outbox (
  id         bigint generated always as identity,   -- also the order
  domain     text not null,
  recipient  text not null,
  stanza_id  text not null,
  stanza     text not null,             -- the serialised stanza
  created_at timestamptz not null default now(),
  primary key (domain, id)
);

-- Who may act for a domain. `fence` grows with every change of hands; every write carries it.
-- The unique key over (domain, fence) makes `fence` a key column: a change of hands then waits for the
-- transactions that hold `for key share` on the row, while a renewal of `expires_at` does not.
create table lease (
  domain     text primary key,
  fence      bigint not null,
  holder     text not null,             -- xmpp.instance of the holder, '' after a release
  expires_at timestamptz not null,
  online_at  timestamptz,               -- last seen with a stream; the gap until the next is downtime
  unique (domain, fence)
);

-- A hint to whoever listens that there is something to look at (src/ledger/database/notifications.ts). Sent at the commit.
create function hint(topic text, payload text) returns void
language sql set search_path from current as $$
  select pg_notify('anteroom', current_schema() || ' ' || topic || ' ' || payload)
$$;

-- Times without a stream: not counted as anybody's idleness.
create table downtime (
  domain     text not null,
  started_at timestamptz not null,
  ended_at   timestamptz not null,
  primary key (domain, started_at)
);

-- What falls due, at most one per (domain, kind, key).
create table timer (
  domain   text not null,
  kind     text not null,
  key      text not null,
  person   text,                        -- address, where the timer concerns one person
  due_at   timestamptz not null,
  attempts integer not null default 0,
  payload  jsonb not null default 'null',
  primary key (domain, kind, key)
);
create index timer_due on timer (domain, due_at);

-- A timer that is due at once should not wait for the next look, whoever set it. Those of later times are found by
-- looking; a notification for each would slow every commit down.
create function timer_set() returns trigger
language plpgsql set search_path from current as $$
begin
  perform hint('timer', domain) from (select distinct domain from set_now where due_at <= now()) as due;
  return null;
end $$;
create trigger timer_inserted after insert on timer
  referencing new table as set_now for each statement execute function timer_set();
create trigger timer_updated after update on timer
  referencing new table as set_now for each statement execute function timer_set();

-- Fails unless two counts are equal: a compare-and-set that missed must undo its transaction.
-- serialization_failure (40001) tells the ledger to read again and decide anew.
create function must_be_equal(actual bigint, expected bigint, what text) returns void
language plpgsql as $$
begin
  if actual <> expected then
    raise exception '% changed meanwhile (% of % rows)', what, actual, expected using errcode = '40001';
  end if;
end $$;

-- Fails unless `fence` is the domain's current one. The key-share lock keeps the lease from changing hands
-- until this transaction has ended; renewals go on beside it.
create function must_hold_lease(for_domain text, with_fence bigint) returns void
language plpgsql set search_path from current as $$
begin
  perform from lease where domain = for_domain and fence = with_fence for key share;
  if not found then
    raise exception 'the lease of % has passed on', for_domain using errcode = 'AN001';
  end if;
end $$;

-- How much of the time from `since` until `until` the component of `for_domain` had no stream.
create function downtime_between(for_domain text, since timestamptz, until timestamptz) returns interval
language sql stable set search_path from current as $$
  select coalesce(sum(least(ended_at, until) - greatest(started_at, since)), interval '0')
  from downtime
  where domain = for_domain and ended_at > since and started_at < until
$$;
