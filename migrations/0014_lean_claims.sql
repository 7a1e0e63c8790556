-- Claims at the speed of a bare `for update skip locked`. See 0010 for the search path. What was measured:
--
-- - A check is parsed anew by each statement that writes a row. What must hold of a room that is over is checked at its end.
-- - Each statement of PL/pgSQL costs as much as the row that it writes: a claim has two, which write the room and the seat.
-- - Each expression is prepared once in a transaction: what is seldom needed is in functions of its own.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

alter table room drop constraint room_check, drop constraint room_check1, drop constraint room_check2;
alter table seat drop constraint seat_role_check, drop constraint seat_state_check, drop constraint seat_check,
                 drop constraint seat_check1;

-- A claim touches no index of seats but the primary key (and that of requests).
drop index seat_over, seat_moved;
create index seat_over on seat ((coalesce(given_in, room_id))) where state = 'over';

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

-- The seats, in the room in which they were given. A live one is found by its room.
create or replace view claim as
  select room.id as room_id, claimed_at, role, ticket, person
  from room join seat on seat.id = any (array[staff_seat, client_seat])
  where state <> 'over' and coalesce(given_in, room_id) = room.id
  union all
  select coalesce(given_in, room_id), claimed_at, role, ticket, person from seat where state = 'over';

-- Nicknames ----------------------------------------------------------------------------------------------------------

alter function nick_key(text) rename to folded_nick;
create function nick_key(nick text) returns text
language plpgsql immutable as $$
begin
  -- Plain ASCII: nearly always.
  if nick ~ '^[!-~]+( [!-~]+)*$' then
    return upper(nick);
  end if;
  return folded_nick(nick);
end $$;

-- A readable one, in plain ASCII: only letters that differ in case or width make another look like it.
create function random_nick(taken text[]) returns text
language plpgsql volatile as $$
declare
  used text := upper(normalize(array_to_string(taken, '/'), NFKC));
  n integer;
  chosen text;
begin
  loop
    n := floor(random() * 36000);
    chosen :=
      (array['Amber', 'Blue', 'Bright', 'Calm', 'Clear', 'Coral', 'Gentle', 'Golden', 'Green', 'Indigo', 'Kind', 'Lilac',
             'Lucky', 'Mellow', 'Olive', 'Quiet', 'Red', 'Silver', 'Sunny', 'White'])[1 + n % 20] || ' ' ||
      (array['Badger', 'Beech', 'Birch', 'Clover', 'Crane', 'Fern', 'Finch', 'Fox', 'Hare', 'Hazel', 'Heron', 'Ivy', 'Lark',
             'Maple', 'Otter', 'Owl', 'Robin', 'Swan', 'Willow', 'Wren'])[1 + n / 20 % 20] || ' ' || 10 + n / 400;
    if position(upper(chosen) in used) = 0 then
      return chosen;
    end if;
  end loop;
end $$;

drop function free_nick(text, text[]);
create function free_nick(wanted text, taken text[]) returns text
language plpgsql volatile as $$
declare
  taken_keys text[];
  clean text;
  numbered text;
begin
  if wanted is null or nick_key(wanted) = '' then
    return random_nick(taken);
  end if;
  taken_keys := array(select nick_key(name) from unnest(taken) as name);
  clean := visible(wanted);
  if clean = btrim(wanted) and octet_length(clean) <= 64 and nick_key(clean) <> all (taken_keys) then
    return clean;
  end if;
  -- Four bytes are left for the number.
  while octet_length(clean) > 60 loop
    clean := btrim(left(clean, -1));
  end loop;
  for n in 2 .. 999 loop
    numbered := clean || ' ' || n;
    if nick_key(numbered) <> all (taken_keys) then
      return numbered;
    end if;
  end loop;
  return random_nick(taken);
end $$;

-- The nicknames in a room: the bot's, those handed out, and those of the people inside.
create or replace function taken_nicks(in_room room) returns text[]
language plpgsql stable as $$
begin
  return in_room.bot_nick || array(
    select unnest(nicks || nick) from seat
    where id = any (array[in_room.staff_seat, in_room.client_seat]) and room_id = in_room.id and state <> 'over');
end $$;

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
  if not exists (select from queue where name = must_be_claim.queue) then
    perform refuse(format('queue is unknown: %s', quote_literal(queue)));
  end if;
  return true;
end $$;

-- Writes the seat that a claim has just put into the row of its room, and gives true.
drop function give_seat(room, text, text, text, interval, text, uuid, ticket);
create function add_seat(seat uuid, room_id bigint, role text, person text, jid text, nick text, password text,
                         claimed_at timestamptz, lease_until timestamptz, request uuid, ticket uuid, invite boolean)
returns boolean
language plpgsql as $$
#variable_conflict use_variable
begin
  insert into seat (id, room_id, role, person, jid, nick, password, claimed_at, lease_until, request, ticket, invite)
  values (seat, room_id, role, person, jid, nick, password, claimed_at, lease_until, request, ticket, invite)
  -- In stricter isolations it fails with 40001 where the other row cannot be seen.
  on conflict do nothing;
  if not found then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  return true;
end $$;

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
  end if;
end $$;

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
  end if;
end $$;

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

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
