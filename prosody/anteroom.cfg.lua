-- What Anteroom needs of a running Prosody 0.12 or 13. Copy this file to /etc/prosody/conf.d/. Put your server's domain
-- into each name in place of the sample's, and a long secret of your own, which is xmpp.secret in anteroom.yaml.
-- rooms.service is "rooms.example.org" there. Then restart Prosody: a reload opens no port for components.
--
-- The file sets no modules_enabled, which would replace the list that you have. Look whether that list has these:
--   "ping"    answers Anteroom's pings, which confirm that the server has read everything before them
--   "smacks"  lets a phone that lost its network miss no message
--   "carbons" shows people the conversation on all of their devices
--   "adhoc"   without it some clients (profanity) do not offer the bot's commands. Debian's list has "admin_adhoc",
--             which brings it
--   "offline" keeps what the bot writes to people who are signed out. It is on unless modules_disabled names it
-- Set muc_mam for no room of the pool: what is said there is nobody else's business. A component of its own, as below,
-- takes over no module from the list.

-- Components speak plain text. Use them only on the loopback interface, inside a pod, or in a tunnel.
component_ports = { 5347 }
component_interfaces = { "127.0.0.1" }

-- A stanza of more than component_stanza_size_limit bytes would end the connection. Anteroom sends none above Prosody's
-- default (524288), so do not set a lower one. The same holds for s2s_stanza_size_limit, which counts in its absence.

-- Replies leave at once instead of waiting up to 40 ms for more data (Nagle's algorithm).
network_settings = { nagle = false }

-- A closed laptop looks present for this many seconds (default: 600), and its room is kept for it.
smacks_hibernation_time = 120

-- The rooms of the pool. This service is for them alone: these lines close it for everybody else.
Component "rooms.example.org" "muc"
  -- Only Anteroom's bot may create rooms. Otherwise a client that enters a lost room again becomes its owner.
  restrict_room_creation = true
  -- rooms.address at Anteroom's domain: the domain alone does not count. On 13 this is also the role by which Anteroom
  -- may set what rooms.options says of persistent and public rooms.
  admins = { "rooms@help.example.org" }
  -- More than there are rooms at once (default: 100). Beyond it Prosody writes rooms to disk at every turn.
  muc_room_cache_size = 10000
  -- A room is in no list, not even before it is configured.
  muc_room_default_public = false
  -- It ends when the last person has left.
  muc_room_default_persistent = false
  -- Nobody is shown what was said before.
  muc_room_default_history_length = 0
  -- Nothing is kept of a room that was destroyed.
  muc_tombstones = false
  -- Nobody may invite by way of a room: Prosody puts the password in force into the invitation, and lets even people do
  -- that who are not inside and only know the room's address. No option forbids it.
  prosody.events.add_handler("host-activated", function (host)
    if host ~= "rooms.example.org" then return end
    prosody.hosts[host].events.add_handler("muc-pre-invite", function () return true end, 1)
  end)

Component "help.example.org"
  component_secret = "a long secret in ASCII"
  -- Shown by service discovery while the component is down.
  name = "Help desk"
  -- A second connection takes over, so that a standby can replace a process that hangs. Prosody's default, "kick_new",
  -- refuses the second connection. Anteroom's lease lets only one instance connect at a time.
  component_conflict_resolve = "kick_old"

-- For http.upload, the component that keeps files has to let people from browsers in. Prosody 13 refuses them without
-- this line. On 0.12 it shuts out everybody whom it does not name, so it names the accounts, too:
--   http_file_share_access = { "example.org", "help.example.org" }
