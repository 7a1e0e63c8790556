-- Claims with nearly a tenth less work: the room and its seat are written by one statement, and arguments that nobody gave are
-- not looked at. See 0010 for the search path, 0012 for what else was measured. A statement whose subquery a parameter can
-- rule out is planned anew at each call, so whether an address is a browser's is asked before, and seldom.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Gives staff the room that has been free for longest, and nothing where none is free.
create or replace function take_room(staff text, staff_jid text default null, queue text default 'default',
                                     lease interval default null, wanted_nick text default null, request uuid default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text;
  invited boolean := false;
begin
  -- Seldom.
  if (staff ~ '[!-~]' and length(staff) <= 200 and queue = 'default'
      and num_nonnulls(staff_jid, lease, wanted_nick, request) = 0) is not true then
    named := bare_jid('staff_jid', staff_jid);
    perform must_be_claim('staff', staff, queue, wanted_nick, lease);
    invited := exists (select from person where address = named and kind = 'browser');
    if take_room.request is not null then
      return query select * from seat_of_request('staff', take_room.request);
      if found then
        return;
      end if;
    end if;
  end if;
  -- First the rooms of components that have a stream, then all. `skip locked`: what others are taking at this moment is
  -- theirs.
  for pass in 1 .. 2 loop
    return query
      with taken as (
        update room
        set status = 'reserved', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
            staff = take_room.staff, staff_seat = secret()
        where id = (select id from room
                    where queue = take_room.queue and status = 'available'
                      and (pass = 2 or domain = any (array(select domain from streaming)))
                    order by status_changed_at limit 1 for no key update skip locked)
        -- A change of the password that is under way is in force before the person is there. Nobody but the bot is inside.
        returning id, jid, coalesce(next_password, password) as password, staff_seat, status_changed_at,
                  status_changed_at + coalesce(take_room.lease, lease) as lease_until,
                  free_nick(take_room.wanted_nick, array[bot_nick]) as nick
      ), seated as (
        insert into seat (id, room_id, role, person, jid, nick, password, claimed_at, lease_until, request, invite)
        select staff_seat, id, 'staff', take_room.staff, named, nick, password, status_changed_at, lease_until,
               take_room.request, invited
        from taken
        -- Of a request that seat_of_request did not find, only a stricter isolation hides a seat: this then fails with 40001.
        on conflict do nothing
      )
      select id, jid, password, nick, staff_seat, uri_to_join(jid, password), lease_until from taken;
    if found then
      return;
    end if;
  end loop;
  perform must_be_served(take_room.queue);
end $$;

-- Gives a client the room whose staff has waited longest, and nothing where none waits or others stand in line.
create or replace function seat_client(client text, client_jid text default null, queue text default 'default',
                                       lease interval default null, wanted_nick text default null, request uuid default null)
returns table (room_id bigint, room_jid text, password text, nick text, seat uuid, join_uri text, lease_until timestamptz)
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  named text;
  invited boolean := false;
begin
  -- As in take_room.
  if (client ~ '[!-~]' and length(client) <= 200 and queue = 'default'
      and num_nonnulls(client_jid, lease, wanted_nick, request) = 0) is not true then
    named := bare_jid('client_jid', client_jid);
    perform must_be_claim('client', client, queue, wanted_nick, lease);
    invited := exists (select from person where address = named and kind = 'browser');
    if seat_client.request is not null then
      return query select * from seat_of_request('client', seat_client.request);
      if found then
        return;
      end if;
    end if;
  end if;
  for pass in 1 .. 2 loop
    return query
      with taken as (
        update room
        set status = 'client_coming', status_changed_at = clock_timestamp(), rev = rev + 1, unseen = true,
            client = seat_client.client, client_seat = secret(), conversation_id = null, note = null
        where id = (select id from room
                    where queue = seat_client.queue and status = 'staff_waiting'
                      and (pass = 2 or domain = any (array(select domain from streaming)))
                      and not exists (select from standing where queue = seat_client.queue)
                    order by waiting_since limit 1 for no key update skip locked)
        returning id, jid, coalesce(next_password, password) as password, client_seat, status_changed_at,
                  status_changed_at + coalesce(seat_client.lease, lease) as lease_until,
                  free_nick(seat_client.wanted_nick,
                            bot_nick || (select nicks || nick from seat where id = staff_seat)) as nick
      ), seated as (
        insert into seat (id, room_id, role, person, jid, nick, password, claimed_at, lease_until, request, invite)
        select client_seat, id, 'client', seat_client.client, named, nick, password, status_changed_at, lease_until,
               seat_client.request, invited
        from taken
        on conflict do nothing
      )
      select id, jid, password, nick, client_seat, uri_to_join(jid, password), lease_until from taken;
    if found then
      return;
    end if;
  end loop;
  perform must_be_served(seat_client.queue);
end $$;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
