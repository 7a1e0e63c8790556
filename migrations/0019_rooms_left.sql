-- Staff who have left get no client, and what was known of a client who did not come goes with the name. See 0010 for the
-- search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- As in 0012. Staff who wait and give their seat up close the room at once, so that no client is sent to them before the
-- component has looked.
create or replace function release_seat(seat uuid) returns boolean
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
declare
  held room := lock_room_of(release_seat.seat);
  of_staff boolean := held.staff_seat = release_seat.seat;
  recalled boolean := of_staff and recall_client(held);
begin
  if held.id is null then
    return false;
  end if;
  update room
  set rev = rev + 1, unseen = closed_at is null, client = case when not recalled then client end,
      conversation_id = case when not recalled then conversation_id end, note = case when not recalled then note end
  where id = held.id;
  update seat set released = true where id = release_seat.seat;
  if of_staff and held.status = 'staff_waiting' then
    update room set status = 'closing', status_changed_at = clock_timestamp(), closed_why = 'staff_left' where id = held.id;
    insert into room_change (room_id, rev, from_status, to_status, cause, actor)
    values (held.id, held.rev + 1, held.status, 'closing', 'staff_left', held.staff);
  end if;
  return true;
end $$;

-- As in 0012.
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
        client = case when not recalled then client end,
        conversation_id = case when not recalled then conversation_id end, note = case when not recalled then note end
    where id = held.id;
    insert into room_change (room_id, rev, from_status, to_status, cause, actor)
    values (held.id, held.rev + 1, held.status, 'closing', 'close_room', session_user);
  end if;
  return true;
end $$;

-- Of the rooms that are there already.
update room set conversation_id = null, note = null
where client is null and (conversation_id is not null or note is not null);

-- As in 0013. With the second invitation the lease begins anew, so that there is time to follow it. A queue without free rooms
-- is not asked, as take_room refuses one that nobody serves. The address is in the server's spelling already.
create or replace function take_room_by_desk(person text, of_queues text[]) returns void
language plpgsql as $$
declare
  held room;
  one text;
  given record;
begin
  select * into held from room
  where id in (select id from rooms_of_staff(person)
               where status in ('reserved', 'staff_waiting', 'client_coming') and queue = any (of_queues))
  order by id limit 1 for no key update skip locked;
  if held.id is not null then
    if held.status = 'reserved' then
      perform renewed_seat(held.staff_seat, null);
    end if;
    update seat set invite = true where id = held.staff_seat;
    update room set rev = rev + 1, unseen = true where id = held.id;
    return;
  end if;
  for one in
    select name from unnest(of_queues) with ordinality as own(name, n)
    where exists (select from room where queue = name and status = 'available')
    order by (select min(joined_at) from standing where queue = name) nulls last, n
  loop
    select * into given from take_room(person, person, one);
    if given.seat is not null then
      update seat set invite = true, jid = take_room_by_desk.person where id = given.seat;
      return;
    end if;
  end loop;
end $$;

-- The bare JID, as in 0011, in the spelling of servers (nodeprep, RFC 3920 appendix A): in their tables these letters have another
-- form, which is none of lower case.
alter function bare_jid(text, text) rename to lower_jid;
create function bare_jid(argument text, value text) returns text
language plpgsql stable as $$
begin
  return replace(replace(replace(lower_jid(argument, value), 'ß', 'ss'), 'ς', 'σ'), 'և', 'եւ');
end $$;

-- As in 0011. Servers look at a nickname's compatibility form, in which a letter from right to left may end in a mark that
-- must not be the last: then that form is given, without the mark.
create or replace function free_nick(wanted text, taken text[]) returns text
language plpgsql volatile as $$
declare
  taken_keys text[];
  clean text;
  folded text;
  numbered text;
  -- A nickname from right to left must not end in a digit.
  after_number text := '';
begin
  if wanted is null then
    return random_nick(taken);
  end if;
  clean := enterable(wanted);
  folded := normalize(clean, NFKC);
  if enterable(folded) <> folded then
    clean := enterable(folded);
  end if;
  if nick_key(clean) = '' then
    return random_nick(taken);
  end if;
  taken_keys := array(select nick_key(name) from unnest(taken) as name);
  if visible(wanted) = btrim(wanted) and octet_length(clean) <= 64 and nick_key(clean) <> all (taken_keys) then
    return clean;
  end if;
  if enterable(clean || ' 2') <> clean || ' 2' then
    after_number := ' ' || left(normalize(clean, NFKC), 1);
  end if;
  -- Four bytes are left for the number.
  while octet_length(clean || after_number) > 60 loop
    clean := btrim(left(clean, -1));
  end loop;
  for n in 2 .. 999 loop
    numbered := clean || ' ' || n || after_number;
    if nick_key(numbered) <> all (taken_keys) then
      return numbered;
    end if;
  end loop;
  return random_nick(taken);
end $$;

-- As in 0013, but that what a client had told the bot goes with them to the next staff.
create or replace function join_line(client text, client_jid text default null, queue text default 'default',
                                     wanted_nick text default null, request uuid default null) returns uuid
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('client_jid', client_jid);
  line_ interval := coalesce((select max(line) from queue_terms where queue = join_line.queue), interval '2 minutes');
  known uuid;
  lost_staff boolean := false;
  left_room room;
begin
  perform must_be_claim('client', join_line.client, join_line.queue, join_line.wanted_nick, null),
          must_be_served(join_line.queue);
  if join_line.request is not null then
    perform pg_advisory_xact_lock(hashtextextended(current_schema() || 'ticket' || join_line.request, 10));
    lost_staff := has_lost_staff(join_line.request);
    if lost_staff then
      select room.* into left_room from room join seat on room.id = seat.room_id where seat.id = join_line.request;
    end if;
    select id into known from ticket where request = join_line.request and is_open(ticket);
    if known is not null then
      if lost_staff then
        -- A row that somebody else writes is not waited for.
        update ticket set head = true, conversation_id = left_room.conversation_id, note = left_room.note
        where id = (select id from ticket where id = known and state = 'waiting' and not head for no key update skip locked);
        perform call_if_first(known);
      end if;
      return known;
    end if;
    update ticket set state = 'over' where request = join_line.request and state <> 'over';
  end if;
  insert into ticket (id, queue, client, jid, wanted_nick, request, lasts, until, head, conversation_id, note)
  values (secret(), join_line.queue, join_line.client, named, join_line.wanted_nick, join_line.request, line_,
          clock_timestamp() + line_, lost_staff, left_room.conversation_id, left_room.note)
  on conflict do nothing
  returning id into known;
  if known is null then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  perform call_if_first(known);
  return known;
end $$;

-- As in 0013, but that what a client had told the bot goes with them to the next staff. The address is in the server's
-- spelling already.
create or replace function join_line_by_chat(of_chat uuid, of_domain text, person text, in_queue text, conversation uuid,
                                             of_note text, left_in bigint) returns void
language plpgsql as $$
declare
  of_seat uuid;
  left_room room;
  joined uuid;
begin
  select seat.id into of_seat from room join seat on seat.id = client_seat
  where room.id = left_in and offer_until > clock_timestamp();
  if of_seat is not null then
    select * into left_room from room where id = left_in;
  end if;
  insert into ticket (id, queue, client, jid, request, lasts, head, conversation_id, note, chat, domain)
  values (secret(), in_queue, person, person, of_seat, interval '0', of_seat is not null,
          coalesce(conversation, left_room.conversation_id), coalesce(of_note, left_room.note), of_chat, of_domain)
  on conflict do nothing
  returning id into joined;
  if joined is not null then
    perform call_if_first(joined);
  end if;
end $$;

-- As in 0013. History names the member of staff.
create or replace function close_room_by_desk(person text, of_room bigint) returns void
language plpgsql as $$
begin
  perform from room
  where id = of_room and id in (select id from rooms_of_staff(person)) for no key update skip locked;
  if found then
    perform close_room(of_room);
    update room_change set actor = person where room_id = of_room and cause = 'close_room';
  end if;
end $$;

-- As in 0017. A room that somebody holds is not waited for: the whole is tried again, while everybody else goes on.
create or replace function forget_in_rooms(who text, conversations uuid[]) returns void
language plpgsql as $$
declare
  tickets uuid[];
  seats uuid[];
  held bigint[];
  locked bigint[];
begin
  perform leave_line_by_chat(conversations);
  tickets := array(select id from ticket
                   where chat = any (conversations) or conversation_id = any (conversations)
                      or (jid = who and is_over(ticket)));
  -- The seats that they have taken, and those that waited for them.
  seats := array(select id from seat where taken_by = who and role = 'client'
                 union select ticket.seat from ticket where id = any (tickets) and ticket.seat is not null);
  held := array(select distinct coalesce(given_in, room_id) from seat where id = any (seats)
                union select distinct room_id from seat where id = any (seats));
  -- Held until the end of the transaction: what the component writes of a room waits until the room is known to be changed.
  locked := array(select id from room where id = any (held) order by id for no key update skip locked);
  if exists (select from room where id = any (held) and id <> all (locked)) then
    raise exception 'somebody holds a room of the person' using errcode = '40001';
  end if;
  update room_change set actor = null
  from seat
  where seat.id = any (seats) and seat.state = 'over' and room_change.room_id in (seat.room_id, seat.given_in)
    and actor = seat.person;
  update room
  set rev = rev + case when closed_at is null then 1 else 0 end, unseen = closed_at is null,
      note = null, conversation_id = null, closed_why = nameless_reason(room),
      client = case when seat.state = 'over' then null else room.client end
  from seat
  where room.id = any (held) and seat.id = client_seat and seat.id = any (seats);
  update ticket
  set note = null, conversation_id = null,
      client = case when is_over(ticket) then null else client end,
      jid = case when is_over(ticket) then null else jid end,
      wanted_nick = case when is_over(ticket) then null else wanted_nick end
  where id = any (tickets);
  update seat set person = null, jid = null, taken_by = null, nick = '', first_nick = null
  where id = any (seats) and state = 'over';
end $$;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
