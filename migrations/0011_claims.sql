-- Leaner claims: the seat is its own history, and the room names the seats that it has. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- The live seat of each role, or the last one. A seat that has moved to another room has its `room_id`.
alter table room add column staff_seat uuid, add column client_seat uuid;
-- rooms.retention has not passed yet.
alter table room add column names_kept boolean not null default true;
create index room_names on room (domain, closed_at) where names_kept and closed_at is not null;

alter table seat add column invite boolean not null default false; -- the component owes its JID an invitation (XEP-0249)
alter table seat add column given_in bigint; -- the room in which it was given, once it has moved to another one

-- Made by the responder `chat` of the component `domain`: the id of its conversation.
alter table ticket add column chat uuid, add column domain text, add check ((chat is null) = (domain is null));

-- A name that is not kept any more.
alter table room_change alter column actor drop not null;

update room set
  staff_seat = (select id from seat where room_id = room.id and role = 'staff' order by claimed_at desc limit 1),
  client_seat = (select id from seat where room_id = room.id and role = 'client' order by claimed_at desc limit 1);
delete from room_change where cause in ('take_room', 'seat_client', 'line');

-- A claim touches no index of seats but the primary key (and that of requests).
drop index seat_live, seat_over;
create index seat_over on seat (room_id) where state = 'over';
create index seat_moved on seat (given_in) where given_in is not null;

create or replace function taken_nicks(in_room room) returns text[]
language plpgsql stable as $$
begin
  if in_room.status = 'available' then
    return array[nick_key(in_room.bot_nick)];
  end if;
  return array(select nick_key(name)
               from (select in_room.bot_nick
                     union all
                     select unnest(nicks || nick) from seat
                     where id = any (array[in_room.staff_seat, in_room.client_seat]) and room_id = in_room.id
                       and state <> 'over') as used(name));
end $$;

-- Gives the seat of `role` in a room whose row the caller has locked. The seat is the claim's row of history.
drop function give_seat(room, text, text, text, interval, text, uuid, ticket, text);
create function give_seat(of_room room, of_role text, of_person text, of_jid text, of_lease interval, wanted_nick text,
                          of_request uuid, of_ticket ticket,
                          out room_id bigint, out room_jid text, out password text, out nick text, out seat uuid,
                          out join_uri text, out lease_until timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  now_ timestamptz := clock_timestamp();
begin
  room_id := of_room.id;
  room_jid := of_room.jid;
  -- A change that is under way is in force before the person is there.
  password := coalesce(of_room.next_password, of_room.password);
  nick := free_nick(give_seat.wanted_nick, taken_nicks(of_room));
  seat := secret();
  join_uri := uri_to_join(room_jid, give_seat.password);
  lease_until := now_ + coalesce(of_lease, of_room.lease);
  insert into seat (id, room_id, role, person, jid, nick, lease_until, request, password, ticket, claimed_at, invite)
  values (give_seat.seat, give_seat.room_id, of_role, of_person, of_jid, give_seat.nick, give_seat.lease_until, of_request,
          give_seat.password, of_ticket.id, now_, of_ticket.chat is not null)
  on conflict do nothing; -- in stricter isolations it fails with 40001 where the other row cannot be seen
  if not found then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  if of_role = 'staff' then
    update room
    set status = 'reserved', status_changed_at = now_, rev = rev + 1, unseen = true, staff = of_person,
        staff_seat = give_seat.seat
    where id = of_room.id;
  else
    update room
    set status = 'client_coming', status_changed_at = now_, rev = rev + 1, unseen = true, client = of_person,
        client_seat = give_seat.seat, conversation_id = coalesce(of_ticket.conversation_id, conversation_id),
        note = coalesce(of_ticket.note, note)
    where id = of_room.id;
  end if;
end $$;

create or replace function take_room(staff text, staff_jid text default null, queue text default 'default',
                          lease interval default null, wanted_nick text default null, request uuid default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('staff_jid', staff_jid);
  free room;
begin
  perform must_be_claim('staff', take_room.staff, take_room.queue, take_room.wanted_nick, take_room.lease);
  if take_room.request is not null then
    return query select * from seat_of_request('staff', take_room.request);
    if found then
      return;
    end if;
  end if;
  -- First the rooms of components that have a stream. `skip locked`: what others are taking at this moment is theirs.
  select * into free from room
  where queue = take_room.queue and status = 'available' and domain = any (array(select domain from streaming))
  order by status_changed_at limit 1 for no key update skip locked;
  if free.id is null then
    select * into free from room
    where queue = take_room.queue and status = 'available'
    order by status_changed_at limit 1 for no key update skip locked;
  end if;
  if free.id is not null then
    return query select * from give_seat(free, 'staff', take_room.staff, named, take_room.lease, take_room.wanted_nick,
                                         take_room.request, null);
  end if;
end $$;

create or replace function seat_client(client text, client_jid text default null, queue text default 'default',
                            lease interval default null, wanted_nick text default null, request uuid default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('client_jid', client_jid);
  free room;
begin
  perform must_be_claim('client', seat_client.client, seat_client.queue, seat_client.wanted_nick, seat_client.lease);
  if seat_client.request is not null then
    return query select * from seat_of_request('client', seat_client.request);
    if found then
      return;
    end if;
  end if;
  if exists (select from standing where queue = seat_client.queue) then
    return;
  end if;
  free := longest_waiting(seat_client.queue);
  if free.id is not null then
    return query select * from give_seat(free, 'client', seat_client.client, named, seat_client.lease,
                                         seat_client.wanted_nick, seat_client.request, null);
  end if;
end $$;

-- With the new columns of ticket.
create or replace view standing as
  select * from ticket where state = 'waiting' and (until is null or until > clock_timestamp());

create or replace function call_ticket(called ticket, of_room room) returns void
language plpgsql as $$
declare given record;
begin
  given := give_seat(of_room, 'client', called.client, called.jid, null, called.wanted_nick, null, called);
  update ticket set state = 'called', called_at = clock_timestamp(), seat = given.seat where id = called.id;
end $$;

-- The median wait of the last 20 clients within two hours, times the place, divided by the staff who are present. Null
-- where fewer than five came, or no staff is there.
create or replace function estimated_wait(in_queue text, place integer) returns interval
language plpgsql as $$
declare
  median interval;
  clients integer;
begin
  select percentile_cont(0.5) within group (order by waited), count(*) into median, clients
  from (select called_at - joined_at as waited from ticket
        where queue = in_queue and called_at > clock_timestamp() - interval '2 hours'
        order by called_at desc limit 20) as latest;
  if clients < 5 then
    return null;
  end if;
  return median * place / nullif((select count(*) from room join seat on seat.id = room.staff_seat
                                  where queue = in_queue and closed_at is null and state = 'inside'), 0);
end $$;

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

-- A seat was given in the room where it is, unless it has moved.
create view claim as
  select room.id as room_id, claimed_at, role, ticket, person
  from room join seat on seat.id = any (array[staff_seat, client_seat])
  where state <> 'over' and given_in is null
  union all
  select room_id, claimed_at, role, ticket, person from seat where state = 'over' and given_in is null
  union all
  select given_in, claimed_at, role, ticket, person from seat where given_in is not null;

create or replace view room_history as
  select room_id, at, from_status, to_status, cause, actor, instance from room_change
  union all
  select room_id, claimed_at,
         case role when 'staff' then 'available' else 'staff_waiting' end,
         case role when 'staff' then 'reserved' else 'client_coming' end,
         case when role = 'staff' then 'take_room' when ticket is null then 'seat_client' else 'line' end,
         person, null
  from claim;

create or replace view desk as
  select name as queue, available, staff_waiting, chatting, in_line, longest_wait, open
  from queue
  cross join lateral (
    select (count(*) filter (where status = 'available'))::integer as available,
           (count(*) filter (where status = 'staff_waiting'))::integer as staff_waiting,
           (count(*) filter (where status = 'chatting'))::integer as chatting,
           coalesce(bool_or(exists (select from seat where id = room.staff_seat and state = 'inside')), false) as open
    from room where room.queue = name and closed_at is null
  ) as its_rooms
  cross join lateral (
    select count(*)::integer as in_line, clock_timestamp() - min(joined_at) as longest_wait
    from standing where standing.queue = name
  ) as its_line;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
