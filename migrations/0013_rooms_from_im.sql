-- Rooms from IM: the tickets of the responder `chat`, and staff on duty by the responder `desk`. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- The line -----------------------------------------------------------------------------------------------------------

-- The tickets of the responder `chat` whose conversations go on. `news`: the client is to be told how it stands now. A change
-- of place alone is told once a minute.
create view chat_ticket as
  select ticket.id, chat, ticket.domain, client, queue, ticket.state, calls, told_place, told_calls, place, entered,
         case when ticket.state = 'over' or entered or told_place is null or calls <> told_calls then true
              when ticket.state = 'called' or told_place = 0 then told_place <> coalesce(place, 0)
              else place <> told_place and told_at < clock_timestamp() - interval '1 minute' end as news
  from ticket
  left join (select id, row_number() over (partition by queue order by head desc, joined_at, id)::integer as place
             from standing) as places using (id)
  cross join lateral (select ticket.state = 'called' and exists (
                        select from seat where id = ticket.seat and joined_at is not null) as entered) as of_seat
  where chat is not null and followed;

-- Whether the client of a seat has lost their staff: these are missing, or the offer of somebody else stands.
create function has_lost_staff(of_seat uuid) returns boolean
language plpgsql as $$
begin
  return exists (
    select from seat join room on room.id = seat.room_id left join seat as others on others.id = staff_seat
    where seat.id = of_seat and seat.role = 'client'
      and (seat.offer_until > clock_timestamp()
           or status = 'lost' and seat.state in ('inside', 'missing') and not seat.released and others.state = 'missing'));
end $$;

-- As in 0010, but that a client stands at the head as soon as their staff is missing, also with a ticket from before.
create or replace function join_line(client text, client_jid text default null, queue text default 'default',
                                     wanted_nick text default null, request uuid default null) returns uuid
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text := bare_jid('client_jid', client_jid);
  line_ interval := coalesce((select max(line) from queue_terms where queue = join_line.queue), interval '2 minutes');
  known uuid;
  lost_staff boolean := false;
begin
  perform must_be_claim('client', join_line.client, join_line.queue, join_line.wanted_nick, null),
          must_be_served(join_line.queue);
  if join_line.request is not null then
    perform pg_advisory_xact_lock(hashtextextended(current_schema() || 'ticket' || join_line.request, 10));
    lost_staff := has_lost_staff(join_line.request);
    select id into known from ticket where request = join_line.request and is_open(ticket);
    if known is not null then
      if lost_staff then
        -- A row that somebody else writes is not waited for.
        update ticket set head = true
        where id = (select id from ticket where id = known and state = 'waiting' and not head for no key update skip locked);
        perform call_if_first(known);
      end if;
      return known;
    end if;
    update ticket set state = 'over' where request = join_line.request and state <> 'over';
  end if;
  insert into ticket (id, queue, client, jid, wanted_nick, request, lasts, until, head)
  values (secret(), join_line.queue, join_line.client, named, join_line.wanted_nick, join_line.request, line_,
          clock_timestamp() + line_, lost_staff)
  on conflict do nothing
  returning id into known;
  if known is null then
    raise exception 'the request was made twice at once' using errcode = '40001';
  end if;
  perform call_if_first(known);
  return known;
end $$;

-- Puts a person into the line of a queue, as `join_line` does. `left_in`: the room in which a client has lost their
-- staff; they then stand at the head.
create function join_line_by_chat(of_chat uuid, of_domain text, person text, in_queue text, conversation uuid, of_note text,
                                  left_in bigint) returns void
language plpgsql as $$
declare
  of_seat uuid := (select seat.id from room join seat on seat.id = client_seat
                   where room.id = left_in and offer_until > clock_timestamp());
  joined uuid;
begin
  insert into ticket (id, queue, client, jid, request, lasts, head, conversation_id, note, chat, domain)
  values (secret(), in_queue, person, bare_jid('person', person), of_seat, interval '0',
          of_seat is not null, conversation, of_note, of_chat, of_domain)
  on conflict do nothing
  returning id into joined;
  if joined is not null then
    perform call_if_first(joined);
  end if;
end $$;

-- The conversations have ended: whoever has not come in stands in no line any more. A room that somebody holds is not waited
-- for. Its ticket stays followed, so that the next look ends it.
create function leave_line_by_chat(chats uuid[]) returns void
language plpgsql as $$
declare own ticket;
begin
  for own in select * from ticket where chat = any (chats) and followed order by id loop
    update ticket set state = 'over', followed = false where id = own.id and state <> 'called';
    if not found then
      perform from seat where id = own.seat and state = 'coming' and not released;
      if found then
        perform from room where id = (select room_id from seat where id = own.seat) for no key update skip locked;
        continue when not found;
        perform leave_line(own.id);
      end if;
      update ticket set followed = false where id = own.id;
    end if;
  end loop;
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

-- Duty ---------------------------------------------------------------------------------------------------------------

-- Staff who said whether they are there for clients. Those who have no row never said so.
create table duty (
  staff   text primary key,             -- as the web application names them; from IM, their bare JID
  jid     text,
  state   text not null check (state in ('on', 'pause', 'off')),
  queues  text[] not null,
  since   timestamptz not null default clock_timestamp(),
  -- From the responder `desk` of the component `domain`: the id of its conversation, with which the duty ends.
  chat    uuid,
  domain  text,
  told_at timestamptz,                  -- when they were told last that somebody waits
  check ((chat is null) = (domain is null))
);
create index duty_on on duty (domain) where state = 'on';

-- The rooms in which a person has the staff's seat.
create function rooms_of_staff(of_jid text) returns setof room
language sql stable as $$
  select room.* from room join seat on seat.id = room.staff_seat
  where closed_at is null and status <> 'closing' and seat.state <> 'over' and not released
    and of_jid in (seat.jid, seat.taken_by)
$$;

-- Whether somebody on duty is to be told that a client waits: those who wait came after they were told last; where others were
-- waiting before, once a minute. Not while they have a room.
create view duty_news as
  select chat, domain, jid
  from duty
  cross join lateral (select min(joined_at) as first, max(joined_at) as last from standing where queue = any (queues)) as line
  where chat is not null and state = 'on' and line.first is not null
    and (told_at is null or line.first > told_at
         or line.last > told_at and told_at < clock_timestamp() - interval '1 minute')
    and not exists (select from rooms_of_staff(jid));

-- Goes on duty for queues, or for others than before. Whoever waits is told of anew.
create function go_on_duty(of_chat uuid, of_domain text, person text, for_queues text[]) returns void
language sql as $$
  insert into duty (staff, jid, state, queues, chat, domain) values (person, person, 'on', for_queues, of_chat, of_domain)
  on conflict (staff) do update
    set jid = excluded.jid, state = 'on', queues = excluded.queues, since = clock_timestamp(), chat = excluded.chat,
        domain = excluded.domain, told_at = null
$$;

-- Takes a room, and has the invitation sent. Of several queues, one where a client waits goes first. Somebody who has a room
-- already that they can wait in is invited there again.
create function take_room_by_desk(person text, of_queues text[]) returns void
language plpgsql as $$
declare
  held bigint;
  one text;
  given record;
begin
  select id into held from room
  where id in (select id from rooms_of_staff(person)
               where status in ('reserved', 'staff_waiting', 'client_coming') and queue = any (of_queues))
  order by id limit 1 for no key update skip locked;
  if held is not null then
    update seat set invite = true where id = (select staff_seat from room where id = held);
    update room set rev = rev + 1, unseen = true where id = held;
    return;
  end if;
  for one in
    select name from unnest(of_queues) with ordinality as own(name, n)
    order by (select min(joined_at) from standing where queue = name) nulls last, n
  loop
    select * into given from take_room(person, person, one);
    if given.seat is not null then
      update seat set invite = true where id = given.seat;
      return;
    end if;
  end loop;
end $$;

-- Closes one's own room. A room that somebody holds is not waited for.
create function close_room_by_desk(person text, of_room bigint) returns void
language plpgsql as $$
begin
  perform from room
  where id = of_room and id in (select id from rooms_of_staff(person)) for no key update skip locked;
  if found then
    perform close_room(of_room);
  end if;
end $$;

-- A queue is open as long as staff is in one of its rooms, or on duty for it.
create or replace view desk as
  select name as queue, available, staff_waiting, chatting, in_line, longest_wait,
         inside or exists (select from duty where state in ('on', 'pause') and name = any (queues)) as open
  from queue
  cross join lateral (
    select (count(*) filter (where status = 'available'))::integer as available,
           (count(*) filter (where status = 'staff_waiting'))::integer as staff_waiting,
           (count(*) filter (where status = 'chatting'))::integer as chatting,
           coalesce(bool_or(exists (select from seat where id = room.staff_seat and state = 'inside')), false) as inside
    from room where room.queue = name and closed_at is null
  ) as its_rooms
  cross join lateral (
    select count(*)::integer as in_line, clock_timestamp() - min(joined_at) as longest_wait
    from standing where standing.queue = name
  ) as its_line;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
