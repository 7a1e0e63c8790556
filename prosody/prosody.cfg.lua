-- What Anteroom needs of a Prosody, 0.12 or 13: lines to copy into /etc/prosody/prosody.cfg.lua of a server that
-- already runs. "example.org" stands for its domain, "help.example.org" for Anteroom's. Restart it then: a reload
-- opens no port for components.

-- Components speak plain text: on loopback, inside a pod, or in a tunnel only.
component_ports = { 5347 }
component_interfaces = { "127.0.0.1" }

-- mod_ping answers the ping with which Anteroom learns that the server has read what was sent before; without it the
-- error that comes instead does as well. mod_smacks lets a phone that lost its network miss nothing.
-- Some clients (profanity) offer the bot's commands only where their own server has mod_adhoc.
-- modules_enabled = { ...; "ping"; "smacks"; "carbons"; "offline"; "adhoc"; }

-- A laptop that was closed looks present for so long (default: 600 seconds).
smacks_hibernation_time = 120

-- A reply goes out at once instead of waiting up to 40 ms for more (Nagle's algorithm).
network_settings = { nagle = false }

VirtualHost "example.org"

Component "help.example.org"
  component_secret = "a long secret in ASCII"
  name = "Help desk" -- answers for the component while it is down
  -- A second connection takes over: a standby may follow on a process that hangs. Prosody's default, "kick_new",
  -- refuses it. Anteroom's lease sees to it that only one of several connects.
  component_conflict_resolve = "kick_old"

