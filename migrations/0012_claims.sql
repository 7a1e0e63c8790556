-- Claims at the speed of a bare `for update skip locked`. The room names the seats that it has, and a seat is its own
-- history. See 0010 for the search path. What was measured:
--
-- - A check is parsed anew by each statement that writes a row. What must hold of a room that is over is checked at its end.
-- - Each statement of PL/pgSQL costs as much as the row that it writes: a claim has two, which write the room and the seat.
-- - Each expression is prepared once in a transaction: what is seldom needed is in functions of its own.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Rows ---------------------------------------------------------------------------------------------------------------

alter table room
  drop constraint room_check, drop constraint room_check1, drop constraint room_check2,
  -- The live seat of each role, or the last one. A seat that has moved to another room has its `room_id`.
  add column staff_seat  uuid,
  add column client_seat uuid,
  add column names_kept  boolean not null default true; -- rooms.retention has not passed yet
create index room_names on room (domain, closed_at) where names_kept and closed_at is not null;

alter table seat
  drop constraint seat_role_check, drop constraint seat_state_check, drop constraint seat_check, drop constraint seat_check1,
  add column invite   boolean not null default false, -- the component owes its JID an invitation (XEP-0249)
  add column given_in bigint,           -- the room in which it was given, once it has moved to another one
  add column first_nick text,           -- as handed out at first, once it was renewed
  -- Whether the person's own address answered a ping: an error that comes later through the room then tells a ghost.
  add column answers  boolean not null default false;
-- A claim touches no index of seats but the primary key (and that of requests).
drop index seat_live, seat_over;
create index seat_over on seat ((coalesce(given_in, room_id))) where state = 'over';
create index seat_missing on seat (room_id) where state = 'missing';
-- By it the seats of a person are found who is to be forgotten.
create index seat_taken_by on seat (taken_by) where taken_by is not null;

alter table ticket
  -- Made by the responder `chat` of the component `domain`: the id of its conversation.
  add column chat   uuid,
  add column domain text,
  -- What its client was told, and when: the place in line, 0 for being called, and how often they did not come.
  add column told_place integer,
  add column told_calls integer not null default 0,
  add column told_at    timestamptz,
  add column followed   boolean not null default true, -- its conversation goes on, as far as is known
  add check ((chat is null) = (domain is null));
create unique index ticket_chat on ticket (chat) where chat is not null;
create index ticket_followed on ticket (domain) where chat is not null and followed;

-- With the new columns of ticket.
create or replace view standing as
  select * from ticket where state = 'waiting' and (until is null or until > clock_timestamp());

-- Null: a name that is not kept any more.
alter table room_change alter column actor drop not null;

-- The rooms that are there already. Their claims are told by the seats.
update room set
  staff_seat = (select id from seat where room_id = room.id and role = 'staff' order by claimed_at desc limit 1),
  client_seat = (select id from seat where room_id = room.id and role = 'client' order by claimed_at desc limit 1);
delete from room_change where cause in ('take_room', 'seat_client', 'line');

-- Claims -------------------------------------------------------------------------------------------------------------

-- Gives true, so that it can be assigned, which costs less than a statement.
drop function must_be_claim(text, text, text, text, interval);
create function must_be_claim(argument text, person text, queue text, wanted_nick text, lease interval) returns boolean
language plpgsql stable as $$
begin
  -- Nearly always.
  if person ~ '[!-~]' and length(person) <= 200 and queue = 'default' and wanted_nick is null and lease is null then
    return true;
  end if;
  perform must_be_text(argument, person, true), must_be_text('queue', queue, true),
          must_be_text('wanted_nick', wanted_nick, false), must_be_lease(lease);
  return true;
end $$;

-- The nicknames in a room: the bot's, those handed out, and those of the people inside.
create or replace function taken_nicks(in_room room) returns text[]
language plpgsql stable as $$
begin
  return in_room.bot_nick || array(
    select unnest(nicks || nick) from seat
    where id = any (array[in_room.staff_seat, in_room.client_seat]) and room_id = in_room.id and state <> 'over');
end $$;

-- Writes the seat that a claim has just put into the row of its room, and gives true. Whoever comes from a browser and is
-- named by their entity is told of their seat: the component owes it an invitation.
create function add_seat(seat uuid, room_id bigint, role text, person text, jid text, nick text, password text,
                         claimed_at timestamptz, lease_until timestamptz, request uuid, ticket uuid, invite boolean)
returns boolean
language plpgsql as $$
#variable_conflict use_variable
begin
  insert into seat (id, room_id, role, person, jid, nick, password, claimed_at, lease_until, request, ticket, invite)
  values (seat, room_id, role, person, jid, nick, password, claimed_at, lease_until, request, ticket,
          case when jid is null then invite
               else invite or exists (select from person as known where known.address = jid and kind = 'browser') end)
  -- In stricter isolations it fails with 40001 where the other row cannot be seen.
  on conflict do nothing;
  if not found then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  return true;
end $$;

-- Gives staff the room that has been free for longest, and nothing where none is free.
create or replace function take_room(staff text, staff_jid text default null, queue text default 'default',
                                     lease interval default null, wanted_nick text default null, request uuid default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('staff_jid', staff_jid);
  done boolean := must_be_claim('staff', staff, queue, wanted_nick, lease);
  now_ timestamptz;
begin
  if take_room.request is not null then
    return query select * from seat_of_request('staff', take_room.request);
    if found then
      return;
    end if;
  end if;
  -- First the rooms of components that have a stream, then all. `skip locked`: what others are taking at this moment is
  -- theirs.
  for pass in 1 .. 2 loop
    update room
    set status = 'reserved', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
        staff = take_room.staff, staff_seat = secret()
    where id = (select id from room
                where queue = take_room.queue and status = 'available'
                  and (pass = 2 or domain = any (array(select domain from streaming)))
                order by status_changed_at limit 1 for no key update skip locked)
    -- A change of the password that is under way is in force before the person is there. Nobody but the bot is inside.
    returning id, jid, coalesce(next_password, password), staff_seat, status_changed_at,
              status_changed_at + coalesce(take_room.lease, lease),
              free_nick(take_room.wanted_nick, array[bot_nick])
    into room_id, room_jid, password, seat, now_, lease_until, nick;
    exit when found;
  end loop;
  if take_room.room_id is not null then
    done := add_seat(take_room.seat, take_room.room_id, 'staff', take_room.staff, named, take_room.nick,
                     take_room.password, now_, take_room.lease_until, take_room.request, null, false);
    join_uri := uri_to_join(room_jid, take_room.password);
    return next;
  else
    perform must_be_served(take_room.queue);
  end if;
end $$;

-- Gives a client the room whose staff has waited longest, and nothing where none waits or others stand in line.
create or replace function seat_client(client text, client_jid text default null, queue text default 'default',
                                       lease interval default null, wanted_nick text default null, request uuid default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('client_jid', client_jid);
  done boolean := must_be_claim('client', client, queue, wanted_nick, lease);
  now_ timestamptz;
begin
  if seat_client.request is not null then
    return query select * from seat_of_request('client', seat_client.request);
    if found then
      return;
    end if;
  end if;
  -- As in take_room.
  for pass in 1 .. 2 loop
    update room
    set status = 'client_coming', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
        client = seat_client.client, client_seat = secret(), conversation_id = null, note = null
    where id = (select id from room
                where queue = seat_client.queue and status = 'staff_waiting'
                  and (pass = 2 or domain = any (array(select domain from streaming)))
                  and not exists (select from standing where queue = seat_client.queue)
                order by waiting_since limit 1 for no key update skip locked)
    returning id, jid, coalesce(next_password, password), client_seat, status_changed_at,
              status_changed_at + coalesce(seat_client.lease, lease),
              free_nick(seat_client.wanted_nick, bot_nick || (select nicks || nick from seat where id = staff_seat))
    into room_id, room_jid, password, seat, now_, lease_until, nick;
    exit when found;
  end loop;
  if seat_client.room_id is not null then
    done := add_seat(seat_client.seat, seat_client.room_id, 'client', seat_client.client, named, seat_client.nick,
                     seat_client.password, now_, seat_client.lease_until, seat_client.request, null, false);
    join_uri := uri_to_join(room_jid, seat_client.password);
    return next;
  else
    perform must_be_served(seat_client.queue);
  end if;
end $$;

-- Gives the client of a ticket the seat in a room. The caller has locked both.
create or replace function call_ticket(called ticket, of_room room) returns void
language plpgsql as $$
declare taken room;
begin
  update room
  set status = 'client_coming', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
      client = called.client, client_seat = secret(), conversation_id = called.conversation_id, note = called.note
  where id = of_room.id
  returning * into taken;
  perform add_seat(taken.client_seat, taken.id, 'client', called.client, called.jid,
                   free_nick(called.wanted_nick, taken_nicks(taken)), coalesce(taken.next_password, taken.password),
                   taken.status_changed_at, taken.status_changed_at + taken.lease, null, called.id, called.chat is not null);
  update ticket set state = 'called', called_at = taken.status_changed_at, seat = taken.client_seat where id = called.id;
end $$;

-- It gave the seats of all claims; now each of them writes the room itself.
drop function give_seat(room, text, text, text, interval, text, uuid, ticket, text);

-- Begins the lease of a seat anew, and gives what is needed to come in again, as renew_seat does.
create or replace function renewed_seat(of_seat uuid, of_lease interval)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare held room;
begin
  perform must_be_lease(of_lease);
  held := lock_room_of(of_seat);
  if held.id is null or held.status in ('closing', 'closed', 'failed') then
    return;
  end if;
  update room set rev = rev + 1, unseen = true where id = held.id;
  return query
    update seat
    set awaited = true, ending = false, password = coalesce(held.next_password, held.password),
        -- The ghost of the old connection may still have the old one. It begins with the first one each time, so that
        -- nicknames do not grow with each page that is reloaded.
        nick = case state when 'coming' then nick else free_nick(coalesce(first_nick, nick), taken_nicks(held)) end,
        first_nick = coalesce(first_nick, nick),
        lease_until = clock_timestamp() + coalesce(of_lease, held.lease)
    where id = of_seat
    returning held.id, held.jid, password, nick, id, uri_to_join(held.jid, password), lease_until;
end $$;

-- A client who has not come in loses the seat, through no act of theirs, as the room is to close: their ticket is at the head
-- of the line again, before the component has looked. True where there was one. The caller has locked the room.
create function recall_client(held room) returns boolean
language plpgsql as $$
declare of_ticket uuid;
begin
  update seat set state = 'over', awaited = false, ending = false
  where id = held.client_seat and room_id = held.id and state = 'coming' and not released
  returning ticket into of_ticket;
  if not found then
    return false;
  end if;
  update ticket
  set state = 'waiting', head = true, seat = null,
      until = case when until is not null then clock_timestamp() + lasts end
  where id = of_ticket and state = 'called';
  return true;
end $$;

-- As in 0010. With the staff's seat the room ends.
create or replace function release_seat(seat uuid) returns boolean
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
declare
  held room := lock_room_of(release_seat.seat);
  recalled boolean := held.staff_seat = release_seat.seat and recall_client(held);
begin
  if held.id is null then
    return false;
  end if;
  update room set rev = rev + 1, unseen = closed_at is null, client = case when not recalled then client end
  where id = held.id;
  update seat set released = true where id = release_seat.seat;
  return true;
end $$;

-- As in 0010. Without a reason `closed_why` is the cause.
create or replace function close_room(room_id bigint, reason text default null) returns boolean
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
declare
  held room;
  recalled boolean;
begin
  perform must_be_text('reason', reason, false);
  select * into held from room where id = close_room.room_id for no key update;
  if held.id is null or held.closed_at is not null then
    return false;
  elsif held.status <> 'closing' then
    recalled := recall_client(held);
    update room
    set status = 'closing', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
        closed_why = case when visible(reason) <> '' then reason else 'close_room' end,
        client = case when not recalled then client end
    where id = held.id;
    insert into room_change (room_id, rev, from_status, to_status, cause, actor)
    values (held.id, held.rev + 1, held.status, 'closing', 'close_room', session_user);
  end if;
  return true;
end $$;

-- Rooms that are over or lost ----------------------------------------------------------------------------------------

-- A room that is over opens nothing, and its requests are free to be made anew. A seat that is not over waits to be moved
-- to another room. Those that have moved here are the last ones.
create or replace function forget_seats() returns trigger
language plpgsql set search_path from current as $$
begin
  if new.status not in ('closed', 'failed') or new.password is not null or new.next_password is not null then
    raise exception 'room % ends as %, or with a password', new.id, new.status using errcode = '23514';
  end if;
  update seat set password = null, request = null
  where (coalesce(given_in, room_id) = new.id or id = any (array[new.staff_seat, new.client_seat]))
    and room_id = new.id and state = 'over' and password is not null;
  return null;
end $$;

-- For the component: brings people whose room the server has lost to an available one of those that are named, if there is
-- one. They are missing there, and their grace begins anew. The locks are those of a claim, and are not waited for. The
-- thread (0015) of the lost room goes on in the new one.
create function move_lost(of_domain text, rooms bigint[]) returns void
language plpgsql as $$
declare
  old room;
  free room;
begin
  for old in
    select * from room
    where domain = of_domain and status = 'failed' and id in (select room_id from seat where state = 'missing')
    order by closed_at for no key update skip locked
  loop
    -- Nobody waits for longer: they have found another way by now.
    if old.closed_at < clock_timestamp() - interval '1 hour' then
      update seat set state = 'over', missing_since = null where room_id = old.id and state = 'missing';
      update thread set ended_at = coalesce(ended_at, clock_timestamp()) where room_id = old.id;
      continue;
    end if;
    select * into free from room
    where id = any (rooms) and queue = old.queue and domain = of_domain and status = 'available'
    order by status_changed_at limit 1 for no key update skip locked;
    continue when free.id is null;
    update seat
    set room_id = free.id, given_in = coalesce(given_in, old.id), missing_since = clock_timestamp(),
        password = coalesce(free.next_password, free.password),
        invite = coalesce(taken_by, jid) is not null and not released
    where room_id = old.id and state = 'missing';
    update room
    set status = 'lost', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
        staff = old.staff, client = old.client, waiting_since = old.waiting_since,
        staff_joined_at = old.staff_joined_at, client_joined_at = old.client_joined_at,
        staff_seat = (select id from seat where id = old.staff_seat and room_id = free.id),
        client_seat = (select id from seat where id = old.client_seat and room_id = free.id),
        conversation_id = old.conversation_id, note = old.note
    where id = free.id;
    insert into room_change (room_id, rev, from_status, to_status, cause, actor)
    values (free.id, free.rev + 1, 'available', 'lost', 'moved', 'anteroom');
    update thread set room_id = free.id where room_id = old.id;
  end loop;
end $$;

-- Whether the transaction that last wrote or locked a row was rolled back: of a claim that was undone nothing else tells.
-- `id`: the row's xmax, which stays until the row is written again. It has the lower 32 bits of the number only; the rest
-- follows from the numbers that are given now. A transaction that is too old to be known counts as carried out.
create function was_undone(id xid) returns boolean
language sql stable as $$
  select id <> '0'::xid and number between 3 and next - 1 and pg_xact_status(number::text::xid8) = 'aborted'
  from (select next, next - mod(mod(next - id::text::numeric, 4294967296) + 4294967296, 4294967296) as number
        from (select pg_snapshot_xmax(pg_current_snapshot())::text::numeric as next) as given) as whole
$$;

-- Views --------------------------------------------------------------------------------------------------------------

-- As in 0010, but that the live seats are found by the room, which names them.
create or replace view rooms as
  select room.id as room_id, room.jid as room_jid, queue, status, staff, client, created_at, status_changed_at,
         staff_joined_at, client_joined_at, closed_at, closed_why, domain,
         coalesce(staff_seat.state = 'inside', false) as staff_in, coalesce(client_seat.state = 'inside', false) as client_in,
         -- The one that ends first.
         least(case when staff_seat.awaited then staff_seat.lease_until end,
               case when client_seat.awaited then client_seat.lease_until end) as lease_until,
         waiting_since, conversation_id, note
  from room
  left join seat as staff_seat
    on staff_seat.id = room.staff_seat and staff_seat.room_id = room.id and staff_seat.state <> 'over'
  left join seat as client_seat
    on client_seat.id = room.client_seat and client_seat.room_id = room.id and client_seat.state <> 'over';

-- The seats, in the room in which they were given. A live one is found by its room.
create view claim as
  select room.id as room_id, claimed_at, role, ticket, person
  from room join seat on seat.id = any (array[staff_seat, client_seat])
  where state <> 'over' and coalesce(given_in, room_id) = room.id
  union all
  select coalesce(given_in, room_id), claimed_at, role, ticket, person from seat where state = 'over';

-- A claim writes no row of room_change: the seat tells of it.
create or replace view room_history as
  select room_id, at, from_status, to_status, cause, actor, instance from room_change
  union all
  select room_id, claimed_at,
         case role when 'staff' then 'available' else 'staff_waiting' end,
         case role when 'staff' then 'reserved' else 'client_coming' end,
         case when role = 'staff' then 'take_room' when ticket is null then 'seat_client' else 'line' end,
         person, null
  from claim;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
