-- What is deleted by and by, so that nothing grows without end: people of whom nothing is kept, and old downtimes.

-- Times without a stream do not overlap: by their end the ones that concern a moment are found without reading all
-- the earlier ones.
alter table downtime drop constraint downtime_pkey, add primary key (domain, ended_at);

-- Whether anything hangs on a person's row. Whatever comes to refer to `person` is added here.
create function person_is_needed(who bigint) returns boolean
language sql stable set search_path from current as $$
  select (select true from inbox where person_id = who limit 1) is true
      or (select true from conversation where person_id = who limit 1) is true
      or (select true from conversation_notice where person_id = who limit 1) is true
      or (select true from roster_item where person_id = who limit 1) is true
$$;
