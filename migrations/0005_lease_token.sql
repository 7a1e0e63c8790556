-- Each taking of a lease has a random token, compared wherever its number is: after a fail-over to a replica that had
-- not heard of the last change of hands, or from a backup, two instances may hold one number, and only one the token.
alter table lease add column token uuid;

drop function must_hold_lease(text, bigint);

-- Fails unless the domain's lease is the one that was taken under this number and token. The key-share lock keeps the
-- lease from changing hands until this transaction has ended; renewals go on beside it.
create function must_hold_lease(for_domain text, with_fence bigint, with_token uuid) returns void
language plpgsql set search_path from current as $$
begin
  perform from lease where domain = for_domain and fence = with_fence and token = with_token for key share;
  if not found then
    raise exception 'the lease of % has passed on', for_domain using errcode = 'AN001';
  end if;
end $$;
