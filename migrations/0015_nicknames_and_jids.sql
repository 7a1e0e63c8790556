-- Nicknames that do not grow with each page that is reloaded, and JIDs of all scripts. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

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
        -- The ghost of the old connection may still have the old one. A number that was added before makes way for the next.
        nick = case state when 'coming' then nick
                          else free_nick(regexp_replace(nick, ' [2-9]$', ''), taken_nicks(held)) end,
        lease_until = clock_timestamp() + coalesce(of_lease, held.lease)
    where id = of_seat
    returning held.id, held.jid, password, nick, id, uri_to_join(held.jid, password), lease_until;
end $$;

-- The collation as for nicknames: in the locale C lower() knows ASCII alone, and the server's spelling would be another one.
do $migration$
declare collation_ text := case when exists (select from pg_collation where collname = 'und-x-icu')
                                then 'collate "und-x-icu"' else '' end;
begin
  execute format($f$
    create or replace function bare_jid(argument text, value text) returns text
    language plpgsql immutable as $$
    begin
      if value is null then
        return null;
      end if;
      perform must_be_text(argument, value, true);
      if value !~ '^[^@/[:space:]"&''<>:]+@[^@/[:space:]]+(/.*)?$' then
        perform refuse(format('%%s is no JID: %%s', argument, quote_literal(value)));
      end if;
      return lower(normalize(split_part(value, '/', 1), NFKC) %s);
    end $$ $f$, collation_);
end $migration$;

select set_config('search_path', quote_ident(current_schema()), true);
