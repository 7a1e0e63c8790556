-- Who people from browsers are, and the secrets that open their streams and requests. Of each secret only its SHA-256 is
-- stored. See 0010 for the search path.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Somebody from a browser. The entity, by which others know them, is the address of the person.
create table entity (
  id        bigint generated always as identity primary key,
  person_id bigint not null unique references person on delete cascade,
  domain    text not null,               -- of the component: nothing of it opens anything of another one
  -- SHA-256 of the login's `sub`, which may be longer than an index takes; null: a visitor.
  sub       bytea,
  over_at   timestamptz,                 -- the end of a visitor's last renewal secret
  unique (domain, sub),                  -- each login has one entity, which is kept
  check ((sub is null) = (over_at is not null))
);
create index entity_over on entity (over_at) where over_at is not null;

-- All tokens and secrets that descend from one login, or from a visitor's first request. To end it is to delete it.
create table token_family (
  id         bigint generated always as identity primary key,
  entity_id  bigint not null references entity on delete cascade,
  began_at   timestamptz not null,
  ends_at    timestamptz not null,       -- from then on nothing of it lives
  role       text not null check (role in ('client', 'staff', 'supervisor')),
  queues     text[],                     -- of staff; null: all
  name       text,
  picture    text,
  renewals   integer not null default 0, -- the number of the present renewal secret
  renewed_at timestamptz,                -- when that was made
  salt       bytea                       -- from which that was made, with the secret before
);
create index token_family_entity on token_family (entity_id);
create index token_family_ends on token_family (ends_at);

-- Tokens, which open requests.
create table chat_token (
  hash       bytea primary key,
  stream     bytea not null unique,      -- hash of the stream secret, which lives as long
  family_id  bigint not null references token_family on delete cascade,
  expires_at timestamptz not null
);
create index chat_token_family on chat_token (family_id);
create index chat_token_expires on chat_token (expires_at);

-- A secret that was used is kept as long as its successor would be good unused: it may show that it was stolen.
create table renewal_secret (
  hash       bytea primary key,
  family_id  bigint not null references token_family on delete cascade,
  n          integer not null,           -- 0, 1, 2, … within the family
  expires_at timestamptz not null
);
create index renewal_secret_family on renewal_secret (family_id);
create index renewal_secret_expires on renewal_secret (expires_at);

-- Whether anything hangs on a person's row, which is deleted by and by where nothing does. Whoever has an entity is needed,
-- whatever else is kept of them.
create or replace function person_is_needed(who bigint) returns boolean
language sql stable set search_path from current as $$
  select (select true from inbox where person_id = who limit 1) is true
      or (select true from conversation where person_id = who limit 1) is true
      or (select true from conversation_notice where person_id = who limit 1) is true
      or (select true from roster_item where person_id = who limit 1) is true
      or (select true from entity where person_id = who limit 1) is true
$$;

-- The entity of a login, made at its first token and kept; `sub` null: a new visitor. `reserved`: the component's addresses.
create function find_or_make_entity(of_domain text, of_address text, of_sub bytea, reserved text[], until timestamptz)
returns bigint
language plpgsql set search_path from current set enable_seqscan = off as $$
declare found_ bigint;
begin
  select entity.id into found_
  from entity join person on person.id = person_id
  where domain = of_domain and sub = of_sub and address <> all (reserved);
  if found_ is null then
    with made as (
      -- A row that is already there begins anew, so that nobody forgets it at this moment.
      insert into person (address, kind) values (of_address, 'browser')
      on conflict (address, kind) do update set created_at = now()
      returning id)
    insert into entity (person_id, domain, sub, over_at)
    select id, of_domain, of_sub, until from made
    -- Somebody else made it at the same moment, or its address is now one of the component's.
    on conflict (domain, sub) do update set person_id = excluded.person_id
    returning id into found_;
  end if;
  return found_;
end $$;

-- Stores a token, with the secret that opens its streams. The family lives at least as long.
create function add_token(to_family bigint, token bytea, stream bytea, until timestamptz) returns void
language plpgsql set search_path from current as $$
begin
  insert into chat_token (hash, stream, family_id, expires_at) values (token, add_token.stream, to_family, until);
  update token_family set ends_at = greatest(ends_at, until) where id = to_family;
end $$;

-- Stores the present renewal secret of a family, which lives at least as long. With it a visitor's entity is over.
create function add_renewal(to_family bigint, secret bytea, number integer, until timestamptz) returns void
language plpgsql set search_path from current as $$
begin
  insert into renewal_secret (hash, family_id, n, expires_at) values (secret, to_family, number, until);
  update token_family set renewals = number, renewed_at = clock_timestamp(), ends_at = greatest(ends_at, until)
  where id = to_family;
  update entity set over_at = until where id = (select entity_id from token_family where id = to_family);
end $$;

-- A login, or a visitor's first request; `secret` is for a visitor alone.
create function begin_family(of_domain text, of_address text, of_sub bytea, reserved text[], role text, queues text[],
                             name text, picture text, token bytea, stream bytea, token_life interval, secret bytea,
                             renewal_life interval)
returns table (entity text, family_id bigint, expires_at timestamptz)
language plpgsql set search_path from current as $$
#variable_conflict use_variable
declare
  now_ timestamptz := clock_timestamp();
  until timestamptz := now_ + renewal_life;
begin
  expires_at := now_ + token_life;
  insert into token_family (entity_id, began_at, ends_at, role, queues, name, picture)
  values (find_or_make_entity(of_domain, of_address, of_sub, reserved, case when of_sub is null then until end),
          now_, expires_at, role, queues, name, picture)
  returning id into family_id;
  perform add_token(family_id, token, stream, expires_at);
  if secret is not null then
    perform add_renewal(family_id, secret, 0, until);
  end if;
  select address into entity
  from token_family join entity on entity.id = entity_id join person on person.id = person_id
  where token_family.id = family_id;
  return next;
end $$;

-- Locks a family, so that what is done to it is done one after another, and gives its entity.
create function lock_family(of_domain text, of_family bigint) returns text
language sql set search_path from current as $$
  select address
  from token_family join entity on entity.id = entity_id join person on person.id = person_id
  where token_family.id = of_family and domain = of_domain
  for no key update of token_family
$$;

-- A family is over. The instances look which of their streams belong to it; a hint holds neither a name nor a secret.
create function end_families(of_domain text, families bigint[]) returns integer
language plpgsql set search_path from current set enable_seqscan = off as $$
declare living integer;
begin
  perform from token_family where id = any (families) order by id for update;
  select (select count(*) from chat_token where family_id = any (families) and expires_at > clock_timestamp())
       + (select count(*) from renewal_secret join token_family on token_family.id = family_id and n = renewals
          where family_id = any (families) and expires_at > clock_timestamp())
  into living;
  update entity set over_at = clock_timestamp()
  where over_at > clock_timestamp()
    and id in (select entity_id from token_family where token_family.id = any (families));
  delete from token_family where id = any (families);
  if found then
    perform hint('tokens', of_domain);
  end if;
  return living;
end $$;

-- A living token renews its family for 24 hours after the login.
create function renew_by_token(of_domain text, old_token bytea, token bytea, stream bytea, token_life interval)
returns table (entity text, family_id bigint, expires_at timestamptz)
language plpgsql set search_path from current as $$
#variable_conflict use_variable
begin
  select chat_token.family_id into family_id from chat_token where hash = old_token;
  entity := lock_family(of_domain, family_id);
  if entity is not null
     and exists (select from chat_token join token_family on token_family.id = chat_token.family_id
                 where hash = old_token and chat_token.expires_at > clock_timestamp()
                   and began_at > clock_timestamp() - interval '24 hours')
  then
    expires_at := clock_timestamp() + token_life;
    perform add_token(family_id, token, stream, expires_at);
    return next;
  end if;
end $$;

-- Each use of a renewal secret gives the next one, which its holder computes from the secret and a salt. Whoever lost the
-- answer, or asked twice at once, gets the same one again for a minute. A secret that was used before that is somebody
-- else's: the family ends (`stolen`).
create function renew_by_secret(of_domain text, old_secret bytea, secret bytea, new_salt bytea, token bytea, stream bytea,
                                token_life interval, renewal_life interval)
returns table (entity text, family_id bigint, expires_at timestamptz, salt bytea, stolen boolean)
language plpgsql set search_path from current as $$
#variable_conflict use_variable
declare
  now_ timestamptz;
  number integer;
  present token_family;
begin
  select renewal_secret.family_id into family_id from renewal_secret where hash = old_secret;
  entity := lock_family(of_domain, family_id);
  now_ := clock_timestamp();
  select n into number from renewal_secret where hash = old_secret and renewal_secret.expires_at > now_;
  if entity is null or number is null then
    return;
  end if;
  select * into present from token_family where id = family_id;
  stolen := number < present.renewals - 1
         or number = present.renewals - 1 and now_ >= present.renewed_at + interval '1 minute';
  if stolen then
    perform end_families(of_domain, array[family_id]);
    return next;
    return;
  end if;
  salt := present.salt;
  if number = present.renewals then
    salt := new_salt;
    update token_family set salt = new_salt where id = family_id;
    update renewal_secret set expires_at = now_ + renewal_life where hash = old_secret;
    perform add_renewal(family_id, secret, number + 1, now_ + renewal_life);
  end if;
  expires_at := now_ + token_life;
  perform add_token(family_id, token, stream, expires_at);
  return next;
end $$;

-- For the web application: ends all tokens and secrets of a person at once, and tells how many.
create function revoke_tokens(entity text) returns integer
language plpgsql security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  revoked integer := 0;
  of_domain text;
  families bigint[];
begin
  select domain, array_agg(token_family.id) into of_domain, families
  from person join entity on person_id = person.id join token_family on entity_id = entity.id
  where kind = 'browser' and address = lower(revoke_tokens.entity)
  group by domain;
  if found then
    revoked := end_families(of_domain, families);
  end if;
  return revoked;
end $$;

select set_rights();
select set_config('search_path', quote_ident(current_schema()), true);
