-- A dump that is loaded into the same system again takes the database back to its past, and neither the system nor its timeline
-- tells: so the row type of a table counts always, which has another number and another transaction then.
create or replace function history_of_database() returns text
language plpgsql stable set search_path from current as $$
declare
  history text := (select concat_ws(' ', pg_database.oid, pg_type.oid, pg_type.xmin)
                   from pg_type join pg_database on datname = current_database() where pg_type.oid = 'mailbox'::regtype);
begin
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    history := concat((select system_identifier from pg_control_system()), replace(history, ' ', ''));
  end if;
  return history || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8);
end $$;

select set_rights();
