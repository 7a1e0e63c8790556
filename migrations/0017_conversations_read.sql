-- What is read of conversations, and what is forgotten with them. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- A message and its reply have the time of their turn. For readers who order by it, each message comes a microsecond after
-- the one before. Names and columns are fixed.
create or replace view conversation_messages as
  select conversation_id, at + (seq - 1) * interval '1 microsecond' as at, direction, body, stanza_id
  from conversation_message
  order by conversation_id, seq;

-- Without the keys of effects that can be undone, which the component keeps among the properties.
create or replace view conversations as
  select conversation.id, person.address as person, responder, version, status, started_at, updated_at,
         array(select step from conversation_turn as turn
               where turn.conversation_id = conversation.id and step is not null
               order by seq) as steps_so_far,
         next_step, list_shortcut,
         (props || recent) - array(select name from jsonb_object_keys(props || recent) as name
                                   where name ~ '#(key|undone)$') as props,
         ended_why
  from conversation join person on person.id = conversation.person_id;

-- Of a client who came in, the ticket is `called` to the end.
create function is_over(ticket ticket) returns boolean
language sql stable as $$
  select ticket.state = 'over'
      or ticket.state = 'called' and exists (select from seat where seat.id = ticket.seat and seat.state = 'over')
$$;

-- Takes what came from a person's conversations off the lines and rooms, and the person's name off what is over there.
-- Whoever is in a room is known there until they have left it.
create function forget_in_rooms(who text, conversations uuid[]) returns void
language plpgsql as $$
declare
  tickets uuid[];
  seats uuid[];
  held bigint[];
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
  perform from room where id = any (held) order by id for no key update;
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
