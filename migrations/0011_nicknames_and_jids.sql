-- Nicknames at a fraction of their cost, JIDs of all scripts, and queues that are served. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Functions that keep a search path of their own get this one, so that no temporary table of a caller goes before a table of
-- the schema. Triggers of these run with the rights of whoever deletes, which may be a function of the owner's.
do $migration$
declare
  own regprocedure;
begin
  for own in
    select oid from pg_proc
    where pronamespace = quote_ident(current_schema())::regnamespace and exists (select from unnest(proconfig) as setting
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

-- For a bracket of a regular expression: the letters of these ranges, which are hexadecimal.
create function class_of(ranges text) returns text
language sql immutable as $$
  select string_agg(regexp_replace(regexp_replace(one, '[0-9a-f]+', '0000000\&', 'g'), '0*([0-9a-f]{8})', '\\U\1', 'g'), '')
  from regexp_split_to_table(btrim(ranges, E' \n'), '\s+') as one
$$;

-- What of a nickname servers let in (resourceprep, RFC 3920 appendix B). They go by Unicode 3.2, and refuse what was not
-- assigned there. Of letters from right to left and others those stay with which it begins; then the first and the last are
-- such letters (RFC 3454 section 6). The tables were made by Python's module stringprep, from its in_table_...: `refused` are a1,
-- c12, c21_c22, c3 to c9, and the four letters that only NFKC makes Hebrew; `rightward` are the rest of d1.
do $migration$
declare
  refused text := class_of($$
    1-1f 7f-a0 221 234-24f 2ae-2af 2ef-2ff 340-341 350-35f 370-373 376-379 37b-37d 37f-383 38b 38d 3a2 3cf 3f7-3ff 487 4cf
    4f6-4f7 4fa-4ff 510-530 557-558 560 588 58b-590 5a2 5ba 5c5-5cf 5eb-5ef 5f5-60b 60d-61a 61c-61e 620 63b-63f 656-65f
    6dd 6ee-6ef 6ff 70e-70f 72d-72f 74b-77f 7b2-900 904 93a-93b 94e-94f 955-957 971-980 984 98d-98e 991-992 9a9 9b1
    9b3-9b5 9ba-9bb 9bd 9c5-9c6 9c9-9ca 9ce-9d6 9d8-9db 9de 9e4-9e5 9fb-a01 a03-a04 a0b-a0e a11-a12 a29 a31 a34 a37
    a3a-a3b a3d a43-a46 a49-a4a a4e-a58 a5d a5f-a65 a75-a80 a84 a8c a8e a92 aa9 ab1 ab4 aba-abb ac6 aca ace-acf ad1-adf
    ae1-ae5 af0-b00 b04 b0d-b0e b11-b12 b29 b31 b34-b35 b3a-b3b b44-b46 b49-b4a b4e-b55 b58-b5b b5e b62-b65 b71-b81 b84
    b8b-b8d b91 b96-b98 b9b b9d ba0-ba2 ba5-ba7 bab-bad bb6 bba-bbd bc3-bc5 bc9 bce-bd6 bd8-be6 bf3-c00 c04 c0d c11 c29
    c34 c3a-c3d c45 c49 c4e-c54 c57-c5f c62-c65 c70-c81 c84 c8d c91 ca9 cb4 cba-cbd cc5 cc9 cce-cd4 cd7-cdd cdf ce2-ce5
    cf0-d01 d04 d0d d11 d29 d3a-d3d d44-d45 d49 d4e-d56 d58-d5f d62-d65 d70-d81 d84 d97-d99 db2 dbc dbe-dbf dc7-dc9 dcb-
    dce dd5 dd7 de0-df1 df5-e00 e3b-e3e e5c-e80 e83 e85-e86 e89 e8b-e8c e8e-e93 e98 ea0 ea4 ea6 ea8-ea9 eac eba ebe-ebf
    ec5 ec7 ece-ecf eda-edb ede-eff f48 f6b-f70 f8c-f8f f98 fbd fcd-fce fd0-fff 1022 1028 102b 1033-1035 103a-103f
    105a-109f 10c6-10cf 10f9-10fa 10fc-10ff 115a-115e 11a3-11a7 11fa-11ff 1207 1247 1249 124e-124f 1257 1259 125e-125f
    1287 1289 128e-128f 12af 12b1 12b6-12b7 12bf 12c1 12c6-12c7 12cf 12d7 12ef 130f 1311 1316-1317 131f 1347 135b-1360
    137d-139f 13f5-1400 1677-1680 169d-169f 16f1-16ff 170d 1715-171f 1737-173f 1754-175f 176d 1771 1774-177f 17dd-17df
    17ea-17ff 180e-180f 181a-181f 1878-187f 18aa-1dff 1e9c-1e9f 1efa-1eff 1f16-1f17 1f1e-1f1f 1f46-1f47 1f4e-1f4f 1f58
    1f5a 1f5c 1f5e 1f7e-1f7f 1fb5 1fc5 1fd4-1fd5 1fdc 1ff0-1ff1 1ff5 1fff-200f 2028-202f 2053-2056 2058-206f 2072-2073
    208f-209f 20b2-20cf 20eb-20ff 2135-2138 213b-213c 214c-2152 2184-218f 23cf-23ff 2427-243f 244b-245f 24ff 2614-2615
    2618 267e-267f 268a-2700 2705 270a-270b 2728 274c 274e 2753-2755 2757 275f-2760 2795-2797 27b0 27bf-27cf 27ec-27ef
    2b00-2e7f 2e9a 2ef4-2eff 2fd6-3000 3040 3097-3098 3100-3104 312d-3130 318f 31b8-31ef 321d-321f 3244-3250 327c-327e
    32cc-32cf 32ff 3377-337a 33de-33df 33ff 4db6-4dff 9fa6-9fff a48d-a48f a4c7-abff d7a4-f8ff fa2e-fa2f fa6b-faff
    fb07-fb12 fb18-fb1c fb37 fb3d fb3f fb42 fb45 fbb2-fbd2 fd40-fd4f fd90-fd91 fdc8-fdef fdfd-fdff fe10-fe1f fe24-fe2f
    fe47-fe48 fe53 fe67 fe6c-fe6f fe75 fefd-ff00 ffbf-ffc1 ffc8-ffc9 ffd0-ffd1 ffd8-ffd9 ffdd-ffdf ffe7 ffef-102ff 1031f
    10324-1032f 1034b-103ff 10426-10427 1044e-1cfff 1d0f6-1d0ff 1d127-1d129 1d173-1d17a 1d1de-1d3ff 1d455 1d49d
    1d4a0-1d4a1 1d4a3-1d4a4 1d4a7-1d4a8 1d4ad 1d4ba 1d4bc 1d4c1 1d4c4 1d506 1d50b-1d50c 1d515 1d51d 1d53a 1d53f 1d545
    1d547-1d549 1d551 1d6a4-1d6a7 1d7ca-1d7cd 1d800-1ffff 2a6d7-2f7ff 2fa1e-10ffff
  $$);
  rightward text := class_of($$
    5be 5c0 5c3 5d0-5ea 5f0-5f4 61b 61f 621-63a 640-64a 66d-66f 671-6d5 6e5-6e6 6fa-6fe 700-70d 710 712-72c 780-7a5 7b1
    fb1d fb1f-fb28 fb2a-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fbb1 fbd3-fd3d fd50-fd8f fd92-fdc7 fdf0-fdfc
    fe70-fe74 fe76-fefc
  $$);
  -- What may stand beside letters from right to left: ASCII but for its letters, their marks and digits, and punctuation.
  beside text := class_of('20-40 5b-60 7b-7e 591-5c4 60c 64b-66c 670 6d6-6ed 6f0-6f9 711 730-74a 7a6-7b0 2010-2027');
begin
  execute format($f$
    create function enterable(nick text) returns text
    language plpgsql immutable as $$
    declare
      clean text := nick;
    begin
      if nick ~ '^[!-~]+( [!-~]+)*$' then
        return nick;
      end if;
      clean := visible(regexp_replace(clean, %1$L, '', 'g'));
      if clean !~ %2$L then
        return clean;
      elsif substring(clean from %4$L) !~ %2$L then
        clean := regexp_replace(clean, %2$L, '', 'g');
      else
        clean := regexp_replace(regexp_replace(clean, %3$L, '', 'g'), %5$L, '', 'g');
      end if;
      return visible(clean);
    end $$ $f$,
    '[' || refused || ']', '[' || rightward || ']', '[^' || rightward || beside || ']', '[^' || beside || ']',
    '^[^' || rightward || ']+|[^' || rightward || ']+$');
end $migration$;
drop function class_of(text);

-- The wanted nickname, or with a number where it cannot be had as it is; a random one where none is wanted. `taken`: as they
-- are, so that their keys are made only where somebody wants one.
create or replace function free_nick(wanted text, taken text[]) returns text
language plpgsql volatile as $$
declare
  taken_keys text[];
  clean text;
  numbered text;
  -- A nickname from right to left must not end in a digit.
  after_number text := '';
begin
  if wanted is null then
    return random_nick(taken);
  end if;
  clean := enterable(wanted);
  if nick_key(clean) = '' then
    return random_nick(taken);
  end if;
  taken_keys := array(select nick_key(name) from unnest(taken) as name);
  if visible(wanted) = btrim(wanted) and octet_length(clean) <= 64 and nick_key(clean) <> all (taken_keys) then
    return clean;
  end if;
  if enterable(clean || ' 2') <> clean || ' 2' then
    after_number := ' ' || left(clean, 1);
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

-- The addresses of the component itself, as the bot's: nobody else has them.
alter table queue_terms add column addresses text[] not null default '{}';

-- Gives the bare JID, in lower case. The collation is that of nicknames: in the locale C lower() knows ASCII alone, and the
-- server's spelling would be another one. What src/xmpp/jid.ts reads as no address is none, nor is one whose domain has
-- punctuation that no name of a host has.
do $migration$
declare
  collation_ text := case when exists (select from pg_collation where collname = 'und-x-icu')
                          then 'collate "und-x-icu"' else '' end;
  -- Controls and spaces, for a bracket of a regular expression.
  hidden text := '\u0001-\u0020\u007f-\u00a0\u2000-\u200b\u200e\u200f\u2028-\u202f\u3000\ufeff';
begin
  execute format($f$
    create or replace function bare_jid(argument text, value text) returns text
    language plpgsql stable as $$
    declare bare text;
    begin
      if value is null then
        return null;
      end if;
      perform must_be_text(argument, value, true);
      bare := lower(normalize(regexp_replace(value, '\.?(/[^\u0001-\u001f\u007f-\u009f]+)?$', ''), NFKC) %1$s);
      if bare !~ ('^[^' || %2$L || '"&''/:<>@]+@([^' || %3$L || ']+(\.[^' || %3$L || ']+)*|\[[0-9a-f:.]+\])$') then
        perform refuse(format('%%s is no JID: %%s', argument, quote_literal(value)));
      elsif exists (select from queue_terms where bare = any (addresses)) then
        perform refuse(format('%%s is an address of the component itself: %%s', argument, bare));
      end if;
      return bare;
    end $$ $f$, collation_, hidden, hidden || '!-,./:-@[-^`{-~');
end $migration$;

-- The row of a queue stays when no component serves it any more; it is known as long as rooms of it are open. Before the first
-- component has written its terms, each is known. A claim asks only where there is no room to give.
create function must_be_served(queue text) returns void
language plpgsql stable as $$
begin
  if not exists (select from queue where name = must_be_served.queue)
     or exists (select from queue_terms)
        and not exists (select from queue_terms as terms where terms.queue = must_be_served.queue)
        and not exists (select from room where room.queue = must_be_served.queue and closed_at is null) then
    perform refuse(format('queue is unknown: %s', quote_literal(must_be_served.queue)));
  end if;
end $$;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
