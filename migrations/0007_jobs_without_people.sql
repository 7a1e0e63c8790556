-- What was handled of those who have no row of `person`: a room, a queue, a stranger who is not kept.
create table queue_inbox (
  queue       text not null,            -- as the job names it: `room:…`
  key         uuid not null,            -- see src/ledger/batch/inbox.ts
  received_at timestamptz not null default now(),
  primary key (queue, key)
);
create index queue_inbox_received_at on queue_inbox using brin (received_at) with (pages_per_range = 16);
