-- People from browsers as they are seen: who has a page open, who is told that they are there, and the seats in rooms that
-- they have taken. And how all of this is forgotten. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- The instances that have pages of people open. Each says every second that it lives.
create table gateway_instance (
  id      uuid primary key,             -- of the process
  domain  text not null,
  seen_at timestamptz not null default clock_timestamp()
);

-- Whose pages are open where; written when the first is opened and when the last is closed.
create table attendance (
  person_id bigint not null references person on delete cascade,
  instance  uuid not null references gateway_instance on delete cascade,
  closed_at timestamptz,                -- null: open
  primary key (person_id, instance)
)
with (fillfactor = 80);
create index attendance_instance on attendance (instance);
create index attendance_closed on attendance (closed_at) where closed_at is not null;

-- How a person is shown to others, and how they wish to be.
create table browser_presence (
  person_id  bigint primary key references person on delete cascade,
  domain     text not null,
  here       boolean not null default false, -- as others were told last, and with it:
  shown      jsonb,                          -- show and status
  as_staff   boolean not null default false, -- other staff were told of it: they hear of the end also after the login's
  away       boolean not null default false, -- the wish: not available, whatever is open
  show       text,
  status     text,
  unseen     boolean not null default true,  -- something may have to be told
  changed_at timestamptz not null default clock_timestamp()
)
with (fillfactor = 80);
create index browser_presence_unseen on browser_presence (domain) where unseen;
create index browser_presence_here on browser_presence (domain) where here;

-- Seats that people from browsers have taken. The instance with the stream enters the room for them, and stays in it.
-- Writers lock rooms and their seats first, then these, then threads (0015).
create table occupancy (
  seat      uuid primary key,
  person_id bigint not null references person on delete cascade,
  domain    text not null,
  inside    boolean not null default false,  -- in the room's thread: what is said there reaches the person
  unseen    boolean not null default true,   -- taken by another instance, which cannot enter itself
  taken_at  timestamptz not null default clock_timestamp()
);
create index occupancy_person on occupancy (person_id);
create index occupancy_domain on occupancy (domain);
create index occupancy_unseen on occupancy (domain) where unseen;

-- Tickets of people from browsers, and what these people were told of them last.
create table ticket_told (
  ticket    uuid primary key,
  person_id bigint not null references person on delete cascade,
  domain    text not null,
  state     text not null,
  place     integer,
  seat      uuid,                           -- of the call that was told
  seen      boolean not null default false, -- the person was there: with them the ticket ends
  told_at   timestamptz not null default clock_timestamp()
);
create index ticket_told_person on ticket_told (person_id);
create index ticket_told_domain on ticket_told (domain);

-- Whether somebody is there: a page is open, or was until a moment ago, and they do not wish otherwise.
create function is_present(who bigint) returns boolean
language sql stable set search_path from current as $$
  select coalesce(not (select away from browser_presence where person_id = who), true)
     and exists (select from attendance where person_id = who
                 and (closed_at is null or closed_at > clock_timestamp() - interval '20 seconds'))
$$;

-- Staff: the role counts that the latest login gave.
create view staff_person as
  select person_id, domain from entity
  where sub is not null
    and (select role <> 'client' from token_family where entity_id = entity.id order by began_at desc limit 1);

-- The staff who are there, as others were told last.
create function staff_here(of_domain text) returns setof bigint
language sql stable set search_path from current as $$
  select its.person_id from browser_presence as its join staff_person using (person_id)
  where its.domain = of_domain and here
$$;

-- The person wishes to be shown like this. Whoever says that they are there counts as there for a moment, also without a
-- page that is open.
create function set_presence(who bigint, of_domain text, available boolean, of_show text, of_status text) returns void
language plpgsql set search_path from current set enable_seqscan = off as $$
begin
  insert into browser_presence as old (person_id, domain, away, show, status)
  values (who, of_domain, not available, of_show, of_status)
  on conflict (person_id) do update
  set away = excluded.away, show = excluded.show, status = excluded.status, unseen = true, changed_at = clock_timestamp();
  if available then
    insert into attendance as old (person_id, instance, closed_at)
    select who, id, clock_timestamp() from gateway_instance where domain = of_domain order by seen_at desc limit 1
    on conflict (person_id, instance) do update set closed_at = clock_timestamp() where old.closed_at is not null;
  end if;
  perform hint('browsers', of_domain);
end $$;

-- Whether a text by which the web application named somebody names this person, or nobody whom the gateway knows: the
-- subject of a login, or an entity.
create function may_be_called(who bigint, called text) returns boolean
language plpgsql stable set search_path from current set enable_seqscan = off as $$
declare
  named bigint[] := array(
    select person_id from entity
    where domain = any (array(select lease.domain from lease
                              union select its.domain from entity as its where its.person_id = who))
      and sub = sha256(convert_to(called, 'UTF8'))
    union
    select id from person where kind = 'browser' and address = lower(called));
begin
  return cardinality(named) = 0 or who = any (named);
end $$;

-- Takes a seat for a person, and gives the room's thread; null where they may not have it. Whoever shows a seat first has
-- it, until it is renewed for somebody whose page was lost.
create function take_seat(of_seat uuid, who bigint, of_domain text) returns uuid
language plpgsql set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  own seat;
  its_room room;
  its_thread thread;
  entity text := (select address from person where id = who);
  before bigint;
  renewed boolean;
begin
  select * into own from seat where id = of_seat and state <> 'over' and not released;
  select * into its_room from room where id = own.room_id;
  renewed := own.awaited and own.state <> 'coming';
  if own.id is null or entity is null or its_room.status in ('closing', 'closed')
     -- The server has lost the room: its people are moved.
     or its_room.status = 'failed' and own.state <> 'missing'
     or own.jid <> entity
     or own.jid is null and (own.taken_by <> entity and not renewed or not may_be_called(who, own.person))
     or exists (select from occupancy join seat as other on other.id = seat
                where person_id = who and other.room_id = own.room_id and other.id <> own.id and other.state <> 'over')
  then
    return null;
  end if;
  -- Taken seats are locked before threads, as in jobs.
  select person_id into before from occupancy where seat = of_seat for update;
  insert into occupancy as old (seat, person_id, domain) values (of_seat, who, of_domain)
  on conflict (seat) do update
  set person_id = excluded.person_id, domain = excluded.domain, unseen = true,
      inside = old.inside and old.person_id = excluded.person_id
  where old.person_id = excluded.person_id or renewed;
  if not found then
    return null;
  end if;
  insert into thread (uuid, domain, members, room_id) values (gen_random_uuid(), of_domain, '{}', own.room_id)
  on conflict (room_id) do nothing;
  select * into its_thread from thread where room_id = own.room_id for no key update;
  if before <> who then
    update thread_member set readable = readable * int4multirange(int4range(null, its_thread.last_at + 1))
    where thread_id = its_thread.id and person_id = before;
  end if;
  perform hint('browsers', of_domain);
  return its_thread.uuid;
end $$;

-- As in 0010, and also of a room that the server has lost: its people may give up their seats while they wait to be moved, and
-- the component ends them in the next room.
create or replace function lock_room_of(of_seat uuid, out held room)
language plpgsql as $$
begin
  select room.* into held from room
  where id = (select room_id from seat where id = of_seat and state <> 'over' and not released)
    and (closed_at is null or status = 'failed')
  for no key update;
  if not exists (select from seat where id = of_seat and state <> 'over' and not released and room_id = held.id) then
    held := null;
  end if;
end $$;

-- The person gives the seat up, and reads nothing that is said from now on. False where it is not theirs, or is over.
create function leave_seat(of_seat uuid, who bigint) returns boolean
language plpgsql set search_path from current set enable_seqscan = off as $$
declare
  entity text := (select address from person where id = who);
  its_thread thread;
begin
  if not exists (select from occupancy where seat = of_seat and person_id = who)
     and not exists (select from seat where id = of_seat and coalesce(jid, taken_by) = entity)
     or not release_seat(of_seat)
  then
    return false;
  end if;
  -- What is being said has its place in the thread by then.
  select * into its_thread from thread where room_id = (select room_id from seat where id = of_seat) for no key update;
  update thread_member set readable = readable * int4multirange(int4range(null, its_thread.last_at + 1))
  where thread_id = its_thread.id and person_id = who;
  return true;
end $$;

-- Why a room is over, without the reason that a web application gave to close_room: it may name people.
create function nameless_reason(of_room room) returns text
language plpgsql stable as $$
begin
  if of_room.status <> 'failed'
     and exists (select from room_change where room_id = of_room.id and cause = 'close_room') then
    return 'close_room';
  end if;
  return of_room.closed_why;
end $$;

-- Deletes at once all that is kept of a person from a browser, and gives the number of rows. Their seats are given up; the
-- rooms keep their times.
create function forget_person(entity text) returns bigint
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  who person;
  of_domain text;
  of_sub bytea;
  seats uuid[];
  held bigint[];
  threads bigint[];
  of_person record;
  gone bigint := 0;
  n bigint;
begin
  select * into who from person where kind = 'browser' and address = lower(forget_person.entity);
  if who.id is null then
    return 0;
  end if;
  select domain, sub into of_domain, of_sub from entity where person_id = who.id;

  -- Also those that were given to them by name and that they have not taken.
  seats := array(select seat from occupancy where person_id = who.id
                 union select id from seat
                       where taken_by = who.address or jid = who.address
                          or jid is null and (lower(person) = who.address or sha256(convert_to(person, 'UTF8')) = of_sub));
  held := array(select distinct coalesce(given_in, room_id) from seat where id = any (seats)
                union select distinct room_id from seat where id = any (seats));
  perform from room where id = any (held) order by id for no key update;
  update room_change set actor = null
  from seat where seat.id = any (seats) and room_change.room_id in (seat.room_id, seat.given_in) and actor = seat.person;
  update ticket
  set client = null, jid = null, wanted_nick = null, note = null, conversation_id = null,
      state = case state when 'waiting' then 'over' else state end
  where id in (select ticket from seat where id = any (seats) union select ticket from ticket_told where person_id = who.id)
     or jid = who.address
     or jid is null and (lower(client) = who.address or sha256(convert_to(client, 'UTF8')) = of_sub);
  update room
  set rev = rev + case when closed_at is null then 1 else 0 end, unseen = closed_at is null,
      staff = case when staff_seat = any (seats) then null else staff end,
      client = case when client_seat = any (seats) then null else client end,
      note = case when client_seat = any (seats) then null else note end, closed_why = nameless_reason(room),
      conversation_id = case when client_seat = any (seats) then null else conversation_id end
  where id = any (held);
  update seat
  set person = null, jid = null, taken_by = null, nick = '', first_nick = null, released = released or state <> 'over'
  where id = any (seats);

  -- Before threads, as everywhere.
  perform from occupancy where person_id = who.id order by seat for update;

  -- What they have said, and what nobody else may read.
  threads := array(select thread_id from thread_member where person_id = who.id);
  perform from thread where id = any (threads) order by id for no key update;
  delete from thread_member where person_id = who.id;
  get diagnostics n = row_count; gone := gone + n;
  delete from chat_message as message
  where thread_id = any (threads)
    and (sender_id = who.id or not exists (select from thread_member as other
                                           where other.thread_id = message.thread_id and message.at <@ readable));
  get diagnostics n = row_count; gone := gone + n;
  delete from thread
  where id = any (threads) and not exists (select from thread_member where thread_id = thread.id)
    and (room_id is null or ended_at is not null);
  get diagnostics n = row_count; gone := gone + n;
  -- The others keep theirs. It is that of no set of people any more: whoever has the address next is somebody else.
  update thread set members = array_remove(members, who.address), key = gen_random_uuid()
  where id = any (threads) and key is not null;

  delete from mailbox where person_id = who.id;
  get diagnostics n = row_count; gone := gone + n;
  delete from conversation_turn as turn using conversation where turn.conversation_id = conversation.id and person_id = who.id;
  get diagnostics n = row_count; gone := gone + n;
  delete from timer using lease
  where timer.domain = lease.domain and (key = who.id::text
     or key in (select id::text from conversation where person_id = who.id
                union select pending ->> 'key' from conversation where person_id = who.id and pending is not null));
  get diagnostics n = row_count; gone := gone + n;
  delete from token_family using entity where entity_id = entity.id and person_id = who.id;
  get diagnostics n = row_count; gone := gone + n;
  -- What would go with the person's row goes before it, so that it is counted.
  for of_person in
    select conrelid::regclass as its_table, attname as its_column
    from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'f' and confrelid = 'person'::regclass
  loop
    execute format('delete from %s where %I = $1', of_person.its_table, of_person.its_column) using who.id;
    get diagnostics n = row_count; gone := gone + n;
  end loop;
  delete from person where id = who.id;
  perform hint('tokens', of_domain), hint('browsers', of_domain) where of_domain is not null;
  return gone + 1;
end $$;

-- Rights -------------------------------------------------------------------------------------------------------------

-- As in 0010, with the functions of people from browsers. `anteroom_rooms_only` has no right to conversations.
create or replace function set_rights() returns void
language plpgsql set search_path from current as $$
declare
  role_ text;
  here text := quote_ident(current_schema());
  of_both text[] := array['take_room', 'seat_client', 'renew_seat', 'release_seat', 'close_room', 'join_line',
                          'line_position', 'leave_line', 'rooms', 'room_history', 'desk', 'revoke_tokens'];
  of_conversations text[] := array['conversations', 'conversation_messages', 'forget_person'];
  what text;
begin
  execute format('revoke execute on all functions in schema %s from public', here);
  for role_ in select rolname from pg_roles where rolname in ('anteroom_webapp', 'anteroom_rooms_only') loop
    execute format('grant usage on schema %s to %I', here, role_);
    for what in
      select format('select on %s', oid::regclass) from pg_class
      where relnamespace = here::regnamespace and relkind = 'v'
        and relname = any (of_both || case role_ when 'anteroom_webapp' then of_conversations end)
      union all
      select format('execute on function %s', oid::regprocedure) from pg_proc
      where pronamespace = here::regnamespace
        and proname = any (of_both || case role_ when 'anteroom_webapp' then of_conversations end)
    loop
      execute format('grant %s to %I', what, role_);
    end loop;
  end loop;
end $$;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
