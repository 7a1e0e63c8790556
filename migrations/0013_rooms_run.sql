-- What the component needs to run rooms. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Whether the person's own address answered a ping: an error that comes later through the room then tells a ghost.
alter table seat add column answers boolean not null default false;
create index seat_missing on seat (room_id) where state = 'missing';

-- For the component: brings people whose room the server has lost to an available one, if there is one. They are missing
-- there, and their grace begins anew. The locks are those of a claim, and are not waited for.
create function move_lost(of_domain text) returns void
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
      continue;
    end if;
    select * into free from room
    where queue = old.queue and domain = of_domain and status = 'available'
    order by status_changed_at limit 1 for no key update skip locked;
    continue when free.id is null;
    update seat
    set room_id = free.id, given_in = coalesce(given_in, old.id), missing_since = clock_timestamp(),
        password = coalesce(free.next_password, free.password),
        invite = coalesce(taken_by, jid) is not null
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
  end loop;
end $$;
revoke execute on function move_lost(text) from public;

select set_config('search_path', quote_ident(current_schema()), true);
