-- Whether the transaction that last wrote or locked a row was rolled back. `id`: the row's xmax, which stays until the row is
-- written again. It has the lower 32 bits of the number only; the rest follows from the numbers that are given now. A
-- transaction that is too old to be known counts as carried out.
create function was_undone(id xid) returns boolean
language sql stable as $$
  select id <> '0'::xid and number between 3 and next - 1 and pg_xact_status(number::text::xid8) = 'aborted'
  from (select next, next - mod(mod(next - id::text::numeric, 4294967296) + 4294967296, 4294967296) as number
        from (select pg_snapshot_xmax(pg_current_snapshot())::text::numeric as next) as given) as whole
$$;
revoke execute on function was_undone(xid) from public;
