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

-- As in 0013. With the second invitation the lease begins anew, so that there is time to follow it.
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
    order by (select min(joined_at) from standing where queue = name) nulls last, n
  loop
    select * into given from take_room(person, person, one);
    if given.seat is not null then
      update seat set invite = true where id = given.seat;
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

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
