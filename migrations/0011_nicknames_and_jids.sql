-- Nicknames at a fraction of their cost, and JIDs of all scripts. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Functions that keep a search path of their own get this one, so that no temporary table of a caller goes before a table of
-- the schema. Triggers of these run with the rights of whoever deletes, which may be a function of the owner's.
do $migration$
declare
  own regprocedure;
begin
  for own in
    select oid from pg_proc
    where pronamespace = current_schema()::regnamespace and exists (select from unnest(proconfig) as setting
                                                                    where setting like 'search_path=%')
  loop
    execute format('alter function %s set search_path from current', own);
  end loop;
end $migration$;

-- The key of any nickname, as in 0010. Under this name it is called only where it is needed.
alter function nick_key(text) rename to folded_nick;

-- What two nicknames that look alike have in common. In PL/pgSQL, whose plans are kept, plain ASCII costs next to nothing.
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

-- The wanted nickname, or with a number where it cannot be had as it is; a random one where none is wanted. `taken`: as they
-- are, so that their keys are made only where somebody wants one.
create or replace function free_nick(wanted text, taken text[]) returns text
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

-- Gives the bare JID, in lower case. The collation is that of nicknames: in the locale C lower() knows ASCII alone, and the
-- server's spelling would be another one.
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

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
