-- The SQL interface of rooms: what a staff web application in any language lives on. Names and columns are fixed.
--
-- The functions run as their owner. A temporary table of the caller must not stand in for one of ours: pg_temp is last.
-- The functions that a web application calls fix the search path for those that they call. They look everything up by an
-- index: a plan that was made while a table was empty, and is kept, would go on reading it from end to end. What has no
-- index (the few rows of lease) looks dear to the planner then, and must not be compiled.
-- Whatever is more than one expression is in PL/pgSQL, whose plans are kept: an SQL function is parsed at each call.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- An id that opens something. gen_random_uuid() alone has 122 random bits.
create function secret() returns uuid
language sql volatile as $$
  select encode(substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16), 'hex')::uuid
$$;

-- Nicknames ----------------------------------------------------------------------------------------------------------

-- Without what has no place in a nickname: control, format and direction-changing characters, line separators, and what
-- servers refuse (resourceprep: private use, noncharacters). Any run of spaces is one ordinary space.
create function visible(nick text) returns text
language sql immutable as $$
  select btrim(regexp_replace(regexp_replace(nick,
    '[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u0340\u0341\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2'
    || '\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2ff0-\u2fff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff'
    || '\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f'
    || '\U000f0000-\U0010ffff]', '', 'g'),
    '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+', ' ', 'g'))
$$;

-- What two nicknames that look alike have in common (src/rooms/life/nicknames.ts has the same). Letters that show nothing
-- do not count. Upper after lower case folds what lower case alone leaves apart (ß and ss, the two sigmas).
-- The ICU collation folds all scripts, whatever the locale of the database: in the locale C lower() knows ASCII alone.
do $migration$
declare collation_ text := case when exists (select from pg_collation where collname = 'und-x-icu')
                                then 'collate "und-x-icu"' else '' end;
begin
  execute format($f$
    create function nick_key(nick text) returns text language sql immutable as $$
      select case when nick ~ '^[!-~]+( [!-~]+)*$' then upper(nick) -- plain ASCII, at a quarter of the cost
        else visible(normalize(upper(lower(normalize(regexp_replace(nick,
          '[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]', '', 'g'),
          NFKC) %s)), NFKC))
      end
    $$ $f$, collation_);
end $migration$;

-- The wanted nickname, or with a number where it cannot be had as it is; a readable random one where none is wanted.
-- `taken`: by their keys.
create function free_nick(wanted text, taken text[]) returns text
language plpgsql volatile as $$
declare
  clean text := visible(wanted);
  numbered text;
  n integer := 2;
begin
  if nick_key(wanted) <> '' then
    if clean = btrim(wanted) and octet_length(clean) <= 64 and nick_key(clean) <> all (taken) then
      return clean;
    end if;
    -- Four bytes are left for the number.
    while octet_length(clean) > 60 loop
      clean := btrim(left(clean, -1));
    end loop;
    loop
      numbered := clean || ' ' || n;
      exit when n > 999;
      if nick_key(numbered) <> all (taken) then
        return numbered;
      end if;
      n := n + 1;
    end loop;
  end if;
  loop
    numbered := format('%s %s %s',
      (array['Amber', 'Blue', 'Bright', 'Calm', 'Clear', 'Coral', 'Gentle', 'Golden', 'Green', 'Indigo', 'Kind', 'Lilac',
             'Lucky', 'Mellow', 'Olive', 'Quiet', 'Red', 'Silver', 'Sunny', 'White'])[1 + floor(random() * 20)],
      (array['Badger', 'Beech', 'Birch', 'Clover', 'Crane', 'Fern', 'Finch', 'Fox', 'Hare', 'Hazel', 'Heron', 'Ivy', 'Lark',
             'Maple', 'Otter', 'Owl', 'Robin', 'Swan', 'Willow', 'Wren'])[1 + floor(random() * 20)],
      10 + floor(random() * 90));
    if nick_key(numbered) <> all (taken) then
      return numbered;
    end if;
  end loop;
end $$;

-- The keys of the nicknames in a room: the bot's, those handed out, and those of the people inside.
create function taken_nicks(in_room room) returns text[]
language plpgsql stable as $$
begin
  if in_room.status = 'available' then
    return array[nick_key(in_room.bot_nick)];
  end if;
  return array(select nick_key(name)
               from (select in_room.bot_nick
                     union all
                     select unnest(nicks || nick) from seat where room_id = in_room.id and state <> 'over') as used(name));
end $$;

-- Arguments ----------------------------------------------------------------------------------------------------------

create function refuse(what text) returns void
language plpgsql as $$
begin
  raise exception '%', what using errcode = '22023';
end $$;

create function must_be_text(argument text, value text, needed boolean) returns void
language plpgsql as $$
begin
  if needed and coalesce(visible(value), '') = '' then
    perform refuse(format('%s is empty', argument));
  elsif length(value) > 200 then
    perform refuse(format('%s has %s characters; 200 are allowed', argument, length(value)));
  end if;
end $$;

-- Gives the bare JID, in lower case.
create function bare_jid(argument text, value text) returns text
language plpgsql immutable as $$
begin
  if value is null then
    return null;
  end if;
  perform must_be_text(argument, value, true);
  if value !~ '^[^@/[:space:]"&''<>:]+@[^@/[:space:]]+(/.*)?$' then
    perform refuse(format('%s is no JID: %s', argument, quote_literal(value)));
  end if;
  return lower(normalize(split_part(value, '/', 1), NFKC));
end $$;

-- What all who come have to say: who they are, for which queue, and perhaps under which nickname and for how long.
create function must_be_claim(argument text, person text, queue text, wanted_nick text, lease interval) returns void
language plpgsql stable as $$
begin
  -- Nearly always.
  if person ~ '[!-~]' and length(person) <= 200 and queue = 'default' and wanted_nick is null and lease is null then
    return;
  end if;
  perform must_be_text(argument, person, true), must_be_text('queue', queue, true),
          must_be_text('wanted_nick', wanted_nick, false), must_be_lease(lease);
  if not exists (select from queue where name = must_be_claim.queue) then
    perform refuse(format('queue is unknown: %s', quote_literal(queue)));
  end if;
end $$;

create function must_be_lease(lease interval) returns void
language plpgsql immutable as $$
begin
  if lease > interval '1 hour' then
    perform refuse(format('lease is %s; it may be 1 hour at most', lease));
  elsif lease <= interval '0' then
    perform refuse(format('lease is %s; it must be longer than nothing', lease));
  end if;
end $$;

-- Seats --------------------------------------------------------------------------------------------------------------

create function uri_to_join(room_jid text, password text) returns text
language sql immutable as $$
  select 'xmpp:' || room_jid || '?join;password=' || password
$$;

-- The components that have a stream: they say so every two seconds (src/ledger/lease/lease.ts).
create view streaming as
  select domain from lease where online_at > clock_timestamp() - interval '10 seconds';

-- A repeat of the same request waits until the first call has ended, and then gives what that one gave.
-- The lock is the request's alone.
create function seat_of_request(of_role text, of_request uuid)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || of_role || of_request, 10));
  return query
    select room.id, room.jid, seat.password, seat.nick, seat.id, uri_to_join(room.jid, seat.password), seat.lease_until
    from seat join room on room.id = seat.room_id
    where role = of_role and request = of_request and closed_at is null;
  if not found then
    update seat set request = null where role = of_role and request = of_request;
  end if;
end $$;

-- Gives the seat of `role` in a room whose row the caller has locked.
create function give_seat(of_room room, of_role text, of_person text, of_jid text, of_lease interval, wanted_nick text,
                          of_request uuid, of_ticket ticket, cause text,
                          out room_id bigint, out room_jid text, out password text, out nick text, out seat uuid,
                          out join_uri text, out lease_until timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  now_ timestamptz := clock_timestamp();
  to_status text := case of_role when 'staff' then 'reserved' else 'client_coming' end;
begin
  room_id := of_room.id;
  room_jid := of_room.jid;
  -- A change that is under way is in force before the person is there.
  password := coalesce(of_room.next_password, of_room.password);
  nick := free_nick(give_seat.wanted_nick, taken_nicks(of_room));
  seat := secret();
  join_uri := uri_to_join(room_jid, give_seat.password);
  lease_until := now_ + coalesce(of_lease, of_room.lease);
  insert into seat (id, room_id, role, person, jid, nick, lease_until, request, password, ticket, claimed_at)
  values (give_seat.seat, give_seat.room_id, of_role, of_person, of_jid, give_seat.nick, give_seat.lease_until, of_request,
          give_seat.password, of_ticket.id, now_)
  on conflict do nothing; -- in stricter isolations it fails with 40001 where the other row cannot be seen
  if not found then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  update room
  set status = to_status, status_changed_at = now_, rev = rev + 1, unseen = true,
      staff = case of_role when 'staff' then of_person else staff end,
      client = case of_role when 'client' then of_person else client end,
      conversation_id = coalesce(of_ticket.conversation_id, conversation_id), note = coalesce(of_ticket.note, note)
  where id = of_room.id;
  insert into room_change (room_id, rev, at, from_status, to_status, cause, actor)
  values (of_room.id, of_room.rev + 1, now_, of_room.status, to_status, give_seat.cause, of_person);
end $$;

-- The functions of the web application ---------------------------------------------------------------------------------

create function take_room(staff text, staff_jid text default null, queue text default 'default',
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
                                         take_room.request, null, 'take_room');
  end if;
end $$;

-- The tickets that stand in line. One that nobody looked at in time is over, also before the component has written it down.
create view standing as
  select * from ticket where state = 'waiting' and (until is null or until > clock_timestamp());

-- Locks the room whose staff has waited longest among those that nobody else is giving at this moment.
create function longest_waiting(in_queue text) returns room
language plpgsql as $$
declare free room;
begin
  select * into free from room
  where queue = in_queue and status = 'staff_waiting' and domain = any (array(select domain from streaming))
  order by waiting_since limit 1 for no key update skip locked;
  if free.id is null then
    select * into free from room
    where queue = in_queue and status = 'staff_waiting'
    order by waiting_since limit 1 for no key update skip locked;
  end if;
  return free;
end $$;

create function seat_client(client text, client_jid text default null, queue text default 'default',
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
                                         seat_client.wanted_nick, seat_client.request, null, 'seat_client');
  end if;
end $$;

-- A seat that is not over, with its room locked: rooms are always locked before seats and tickets.
create function lock_room_of(of_seat uuid, out held room)
language plpgsql as $$
begin
  select room.* into held from room
  where id = (select room_id from seat where id = of_seat and state <> 'over' and not released) and closed_at is null
  for no key update;
  if not exists (select from seat where id = of_seat and state <> 'over' and not released and room_id = held.id) then
    held := null;
  end if;
end $$;

-- A function of its own, as PL/pgSQL knows no argument that has the name of a column which it gives.
create function renewed_seat(of_seat uuid, of_lease interval)
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
        -- The ghost of the old connection may still have the old one.
        nick = case state when 'coming' then nick else free_nick(nick, taken_nicks(held)) end,
        lease_until = clock_timestamp() + coalesce(of_lease, held.lease)
    where id = of_seat
    returning held.id, held.jid, password, nick, id, uri_to_join(held.jid, password), lease_until;
end $$;

create function renew_seat(seat uuid, lease interval default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language sql security definer set search_path from current set enable_seqscan = off set jit = off as $$
  select * from renewed_seat($1, $2)
$$;

create function release_seat(seat uuid) returns boolean
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
declare held room;
begin
  held := lock_room_of(release_seat.seat);
  if held.id is null then
    return false;
  end if;
  update room set rev = rev + 1, unseen = true where id = held.id;
  update seat set released = true where id = release_seat.seat;
  return true;
end $$;

create function close_room(room_id bigint, reason text default null) returns boolean
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
declare held room;
begin
  perform must_be_text('reason', reason, false);
  select * into held from room where id = close_room.room_id for no key update;
  if held.id is null or held.closed_at is not null then
    return false;
  elsif held.status <> 'closing' then
    update room
    set status = 'closing', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true, closed_why = reason
    where id = held.id;
    insert into room_change (room_id, rev, from_status, to_status, cause, actor)
    values (held.id, held.rev + 1, held.status, 'closing', 'close_room', session_user);
  end if;
  return true;
end $$;

-- The line -------------------------------------------------------------------------------------------------------------

-- Gives the client of a ticket the seat in a room. The caller has locked both.
create function call_ticket(called ticket, of_room room) returns void
language plpgsql as $$
declare given record;
begin
  given := give_seat(of_room, 'client', called.client, called.jid, null, called.wanted_nick, null, called, 'line');
  update ticket set state = 'called', called_at = clock_timestamp(), seat = given.seat where id = called.id;
end $$;

-- For the component, in the transaction in which the staff of the room begins to wait: calls the head of the line, and
-- gives its ticket. Null where nobody stands in line.
create function call_line(for_room bigint) returns uuid
language plpgsql as $$
declare
  free room;
  first ticket;
begin
  select * into free from room where id = for_room and status = 'staff_waiting' for no key update skip locked;
  if free.id is not null then
    select * into first from standing where queue = free.queue
    order by head desc, joined_at, id limit 1 for no key update skip locked;
    if first.id is not null then
      perform call_ticket(first, free);
    end if;
  end if;
  return first.id;
end $$;

-- How many stand before a ticket, and itself.
create function place_of(one ticket) returns integer
language plpgsql as $$
begin
  return (select count(*)::integer + 1 from standing
          where queue = one.queue and id <> one.id
            and (head > one.head or head = one.head and (joined_at, id) < (one.joined_at, one.id)));
end $$;

-- Calls a ticket that is the first in line, where staff waits. Nobody else's is called: the caller's transaction may stay
-- open for long.
create function call_if_first(one uuid) returns void
language plpgsql as $$
declare
  own ticket;
  free room;
begin
  select * into own from ticket where id = one and state = 'waiting';
  if own.id is null or not exists (select from room where queue = own.queue and status = 'staff_waiting')
     or place_of(own) > 1 then
    return;
  end if;
  free := longest_waiting(own.queue);
  if free.id is not null then
    select * into own from ticket where id = one and state = 'waiting' for no key update skip locked;
    if own.id is not null then
      perform call_ticket(own, free);
    end if;
  end if;
end $$;

create function join_line(client text, client_jid text default null, queue text default 'default',
                          wanted_nick text default null, request uuid default null) returns uuid
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('client_jid', client_jid);
  line_ interval := coalesce((select max(line) from queue_terms where queue = join_line.queue), interval '2 minutes');
  known uuid;
begin
  perform must_be_claim('client', join_line.client, join_line.queue, join_line.wanted_nick, null);
  if join_line.request is not null then
    perform pg_advisory_xact_lock(hashtextextended(current_schema() || 'ticket' || join_line.request, 10));
    select id into known from ticket where request = join_line.request and is_open(ticket);
    if known is not null then
      return known;
    end if;
    update ticket set state = 'over' where request = join_line.request and state <> 'over';
  end if;
  insert into ticket (id, queue, client, jid, wanted_nick, request, lasts, until, head)
  values (secret(), join_line.queue, join_line.client, named, join_line.wanted_nick, join_line.request, line_,
          clock_timestamp() + line_,
          -- A client who has lost their staff.
          exists (select from seat where id = join_line.request and role = 'client' and offer_until > clock_timestamp()))
  on conflict do nothing
  returning id into known;
  if known is null then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  perform call_if_first(known);
  return known;
end $$;

-- Whether a ticket is not over: it stands in line, or the seat that it was called to is not over.
create function is_open(one ticket) returns boolean
language plpgsql as $$
begin
  return exists (select from standing where id = one.id) or one.state = 'called' and exists (
    select from seat join room on room.id = seat.room_id
    where seat.id = one.seat and seat.state <> 'over' and not released and closed_at is null and status <> 'closing');
end $$;

-- The median wait of the last 20 clients within two hours, times the place, divided by the staff who are present. Null
-- where fewer than five came, or no staff is there.
create function estimated_wait(in_queue text, place integer) returns interval
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
  return median * place / nullif((select count(*) from room join seat on room_id = room.id
                                  where queue = in_queue and closed_at is null and role = 'staff' and state = 'inside'), 0);
end $$;

create function line_position(ticket uuid)
returns table (place integer, waiting interval, estimate interval, seat uuid, room_id bigint, room_jid text, password text,
               nick text, join_uri text)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare own ticket;
begin
  select * into own from ticket where id = line_position.ticket;
  if own.id is null or not is_open(own) then
    return;
  end if;
  if own.state = 'waiting' then
    -- A look is stored at most every 15 seconds. A row that somebody else writes is not waited for.
    if own.until < clock_timestamp() + own.lasts - least(interval '15 seconds', own.lasts / 2) then
      update ticket set until = clock_timestamp() + lasts
      where id = (select id from ticket where id = own.id for no key update skip locked);
    end if;
    perform call_if_first(own.id);
    select * into own from ticket where id = own.id;
  end if;
  if own.state = 'waiting' then
    place := place_of(own);
    waiting := clock_timestamp() - own.joined_at;
    estimate := estimated_wait(own.queue, place);
    return next;
  else
    return query
      select null::integer, own.called_at - own.joined_at, null::interval, seat.id, room.id, room.jid, seat.password,
             seat.nick, uri_to_join(room.jid, seat.password)
      from seat join room on room.id = seat.room_id where seat.id = own.seat;
  end if;
end $$;

create function leave_line(ticket uuid) returns boolean
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
declare
  own ticket;
  held room;
begin
  update standing set state = 'over' where id = leave_line.ticket;
  if found then
    return true;
  end if;
  -- It may have been called at this very moment.
  select * into own from ticket where id = leave_line.ticket and state = 'called';
  held := lock_room_of(own.seat);
  -- Whoever has come in stands in no line any more.
  if held.id is null or not exists (select from seat where id = own.seat and state = 'coming') then
    return false;
  end if;
  update room set rev = rev + 1, unseen = true where id = held.id;
  update seat set released = true where id = own.seat;
  update ticket set state = 'over' where id = own.id;
  return true;
end $$;

-- Views ----------------------------------------------------------------------------------------------------------------

create view rooms as
  select room.id as room_id, room.jid as room_jid, queue, status, staff, client, created_at, status_changed_at,
         staff_joined_at, client_joined_at, closed_at, closed_why, domain,
         coalesce(staff_seat.state = 'inside', false) as staff_in, coalesce(client_seat.state = 'inside', false) as client_in,
         -- The one that ends first.
         least(case when staff_seat.awaited then staff_seat.lease_until end,
               case when client_seat.awaited then client_seat.lease_until end) as lease_until,
         waiting_since, conversation_id, note
  from room
  left join seat as staff_seat
    on staff_seat.room_id = room.id and staff_seat.role = 'staff' and staff_seat.state <> 'over'
  left join seat as client_seat
    on client_seat.room_id = room.id and client_seat.role = 'client' and client_seat.state <> 'over';

create view room_history as
  select room_id, at, from_status, to_status, cause, actor, instance from room_change;

create view desk as
  select name as queue, available, staff_waiting, chatting, in_line, longest_wait, open
  from queue
  cross join lateral (
    select (count(*) filter (where status = 'available'))::integer as available,
           (count(*) filter (where status = 'staff_waiting'))::integer as staff_waiting,
           (count(*) filter (where status = 'chatting'))::integer as chatting,
           coalesce(bool_or(exists (select from seat where room_id = room.id and role = 'staff' and state = 'inside')),
                    false) as open
    from room where room.queue = name and closed_at is null
  ) as its_rooms
  cross join lateral (
    select count(*)::integer as in_line, clock_timestamp() - min(joined_at) as longest_wait
    from standing where standing.queue = name
  ) as its_line;

-- Rights ---------------------------------------------------------------------------------------------------------------

-- What the roles of web applications may do, and nobody else may. Called after each migration and at each start, as the
-- roles may have been made meanwhile. A role belongs to the whole cluster, its rights to the schema.
create function set_rights() returns void
language plpgsql set search_path from current as $$
declare
  role_ text;
  here text := quote_ident(current_schema());
  of_rooms text[] := array['take_room', 'seat_client', 'renew_seat', 'release_seat', 'close_room', 'join_line',
                           'line_position', 'leave_line', 'rooms', 'room_history', 'desk'];
  of_conversations text[] := array['conversations', 'conversation_messages'];
  what text;
begin
  execute format('revoke execute on all functions in schema %s from public', here);
  for role_ in select rolname from pg_roles where rolname in ('anteroom_webapp', 'anteroom_rooms_only') loop
    execute format('grant usage on schema %s to %I', here, role_);
    for what in
      select format('select on %s', oid::regclass) from pg_class
      where relnamespace = here::regnamespace and relkind = 'v'
        and relname = any (of_rooms || case role_ when 'anteroom_webapp' then of_conversations end)
      union all
      select format('execute on function %s', oid::regprocedure) from pg_proc
      where pronamespace = here::regnamespace and proname = any (of_rooms)
    loop
      execute format('grant %s to %I', what, role_);
    end loop;
  end loop;
end $$;

-- The roles, where this role may make them. `anteroom doctor` prints how to make them by hand.
do $migration$
declare role_ text;
begin
  foreach role_ in array array['anteroom_webapp', 'anteroom_rooms_only'] loop
    begin
      if not exists (select from pg_roles where rolname = role_) then
        execute format('create role %I nologin', role_);
      end if;
    exception
      when duplicate_object or unique_violation then null; -- another process was faster
      when insufficient_privilege then
        raise notice 'the role % is missing, and this role may not make it: create role % nologin', role_, role_;
    end;
  end loop;
end $migration$;

select set_rights();

-- As it was, for the migrations that follow.
select set_config('search_path', quote_ident(current_schema()), true);
