-- Lines that Anteroom needs in the configuration of Prosody 0.12 or 13. Copy them into /etc/prosody/prosody.cfg.lua, and
-- replace "example.org" with the server's domain and "help.example.org" with Anteroom's. Then restart Prosody: a reload
-- does not open the port for components.

-- Component connections are not encrypted: use them only on loopback, inside a pod, or in a tunnel.
component_ports = { 5347 }
component_interfaces = { "127.0.0.1" }

-- mod_ping answers Anteroom's pings, which confirm that the server has read everything before them. Without mod_ping the
-- error in its place confirms the same. With mod_smacks a phone that lost its network misses no message. Some clients
-- (profanity) offer the bot's commands only if their own server has mod_adhoc.
-- modules_enabled = { ...; "ping"; "smacks"; "carbons"; "offline"; "adhoc"; }

-- A closed laptop looks present for this many seconds (default: 600).
smacks_hibernation_time = 120

-- Replies leave at once instead of waiting up to 40 ms for more data (Nagle's algorithm).
network_settings = { nagle = false }

VirtualHost "example.org"

Component "help.example.org"
  component_secret = "a long secret in ASCII"
  name = "Help desk" -- shown by service discovery while the component is down
  -- A second connection takes over, so that a standby can replace a process that hangs. Prosody's default, "kick_new",
  -- refuses the second connection. Anteroom's lease lets only one instance connect at a time.
  component_conflict_resolve = "kick_old"

