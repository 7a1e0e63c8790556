-- People write from XMPP, or come by a browser. Each is named by a bare JID, that of a browser's at a component's domain,
-- and reached in another way: `kind` says in which. What one kind says is never taken for the other's.
alter table person
  add column kind text not null default 'xmpp' check (kind in ('xmpp', 'browser')),
  drop constraint person_address_key,
  add unique (address, kind);

-- Beside `person`, whose address it is.
alter table timer
  add column person_kind text not null default 'xmpp' check (person_kind in ('xmpp', 'browser'));
