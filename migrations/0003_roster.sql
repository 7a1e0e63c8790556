-- The rosters of our addresses. A component is the server of its addresses (RFC 6121): who is subscribed to
-- whom is remembered here. Each component of the database has its own, hence `domain`.
create table roster_item (
  domain    text not null,
  local     text not null,                -- local part of our address; '' for the domain itself
  person_id bigint not null references person on delete cascade,
  sees_us   boolean not null,             -- the person is subscribed to our presence
  asked     text not null                 -- our request to see theirs
            check (asked in ('no', 'pending', 'granted', 'refused')),
  resources jsonb,                        -- {name: {"priority", "show"}} of those signed in, {} signed out, null unknown
  session   uuid not null,                -- the stream on which `resources` was learnt: on any other it is unknown
  primary key (domain, local, person_id)  -- also the order in which presence is broadcast, page by page
);
create index roster_item_person on roster_item (person_id);
