-- The pool of rooms: queues, rooms, seats, tickets, history. src/rooms/life/index.ts says who writes which of them.

-- The subjects or sites that rooms, staff and clients belong to. The decision to make one more room locks the row.
create table queue (
  name text primary key
);
insert into queue values ('default');

-- Which queues a component serves, and on which terms. Each writes its own rows when it starts. What concerns a claim is
-- in the row of the room, where it costs nothing to read.
create table queue_terms (
  domain text not null,
  queue  text not null references queue,
  line   interval not null,             -- rooms.line
  primary key (domain, queue)
);

create table room (
  id                bigint generated always as identity primary key,
  domain            text not null,      -- of the component that made it; no other acts on it
  queue             text not null references queue,
  jid               text not null unique,
  bot_nick          text not null,      -- the nickname of the bot in it
  lease             interval not null,  -- rooms.lease of the component, which writes it anew when it starts
  rev               integer not null default 1,  -- grows with every write; a write of the component expects the one before
  status            text not null check (status in ('creating', 'available', 'reserved', 'staff_waiting', 'client_coming',
                                                    'chatting', 'lost', 'closing', 'closed', 'failed')),
  status_changed_at timestamptz not null default clock_timestamp(),
  unseen            boolean not null default false, -- an SQL function wrote it, and the component has not looked yet
  -- A new password is stored before the server is told: after a loss either may be in force.
  password          text,
  next_password     text,
  change_owed       boolean not null default false, -- the password is known to somebody who is not awaited
  destroying        boolean not null default false, -- the server was asked to destroy it
  staff             text,
  client            text,
  created_at        timestamptz not null default clock_timestamp(),
  staff_joined_at   timestamptz,
  client_joined_at  timestamptz,
  waiting_since     timestamptz,        -- when staff came in
  closed_at         timestamptz,
  closed_why        text,
  conversation_id   uuid,
  note              text,
  check ((status in ('closed', 'failed')) = (closed_at is not null)),
  check (closed_at is null or (password is null and next_password is null)),
  check (status <> 'staff_waiting' or waiting_since is not null)
);
-- What the functions give, the longest-waiting first. No other index has their order, so that none of the many rooms
-- that are over is read on the way.
create index room_available on room (queue, status_changed_at) where status = 'available';
create index room_waiting on room (queue, waiting_since) where status = 'staff_waiting';
create index room_open on room (queue, domain) where closed_at is null;
create index room_unseen on room (domain) where unseen;

-- The right of one person to be in one room.
create table seat (
  id            uuid primary key,       -- random in all its 128 bits: whoever has it has the seat
  room_id       bigint not null,        -- written only with the room's row locked, so that it needs no foreign key
  role          text not null check (role in ('staff', 'client')),
  person        text,                   -- as the web application names them
  jid           text,                   -- the bare JID that alone may take it, where one was named
  taken_by      text,                   -- the bare JID of the person who has it
  nick          text not null,          -- as handed out
  nicks         text[] not null default '{}',    -- under which the person is inside: one for each device
  state         text not null default 'coming' check (state in ('coming', 'inside', 'missing', 'over')),
  awaited       boolean not null default true,   -- a lease runs; also beside a person who seems to be inside (renew_seat)
  ending        boolean not null default false,  -- the lease has run out: it ends when the next password is in force
  released      boolean not null default false,  -- it was given up by way of SQL
  lease_until   timestamptz not null,
  missing_since timestamptz,
  offer_until   timestamptz,            -- until then the client may ask for somebody else in place of lost staff
  request       uuid,
  password      text,                   -- as handed out, for the repeated request
  ticket        uuid,
  claimed_at    timestamptz not null default clock_timestamp(),
  joined_at     timestamptz,
  check ((state in ('coming', 'inside', 'over')) or missing_since is not null),
  check (state = 'inside' or nicks = '{}')
);
create unique index seat_live on seat (room_id, role) where state <> 'over';
create index seat_over on seat (room_id) where state = 'over' and password is not null;
create unique index seat_request on seat (role, request) where request is not null;

-- A place in the line of a queue.
create table ticket (
  id              uuid primary key,     -- random in all its 128 bits
  queue           text not null references queue,
  client          text,
  jid             text,
  wanted_nick     text,
  request         uuid,
  state           text not null default 'waiting' check (state in ('waiting', 'called', 'over')),
  head            boolean not null default false, -- goes before those who have always waited
  joined_at       timestamptz not null default clock_timestamp(),
  called_at       timestamptz,
  calls           integer not null default 0,     -- how often its client did not come
  seat            uuid,                 -- once it is called
  lasts           interval not null,    -- rooms.line
  until           timestamptz,          -- its end unless somebody looks at it; null where presence decides
  conversation_id uuid,
  note            text,
  check (state <> 'called' or (seat is not null and called_at is not null))
);
create index ticket_line on ticket (queue, head desc, joined_at, id) where state = 'waiting';
create index ticket_called on ticket (queue, called_at) where called_at is not null;
create unique index ticket_request on ticket (request) where request is not null and state <> 'over';

-- Every change of a room's status. Never written but together with the room's row, so that it needs no foreign key.
create table room_change (
  room_id     bigint not null,
  rev         integer not null,         -- of the room
  at          timestamptz not null default clock_timestamp(),
  from_status text,                     -- null: it was made
  to_status   text not null,
  cause       text not null,            -- by the names of src/rooms/life/table.ts
  actor       text not null,
  instance    text,                     -- xmpp.instance of the component; null: an SQL function did it
  primary key (room_id, rev)
);

-- Nothing that opens a room outlives it, and its requests are free to be made anew. A seat that is not over waits to be
-- moved to another room.
create function forget_seats() returns trigger
language plpgsql set search_path from current as $$
begin
  update seat set password = null, request = null where room_id = new.id and state = 'over' and password is not null;
  return null;
end $$;
create trigger room_ended after update of closed_at on room
  for each row when (old.closed_at is null and new.closed_at is not null) execute function forget_seats();
