-- The configuration of the Prosody in docker-compose.yml, for a trial on one machine: no TLS, no other servers, and
-- accounts on "localhost".
daemonize = false
data_path = "/var/lib/prosody"
interfaces = { "*" }
component_interfaces = { "*" } -- reachable only in the compose file's network: its port is not published
component_ports = { 5347 }
c2s_ports = { 5222 }
s2s_ports = {}
modules_enabled = {
  "roster", "saslauth", "disco", "ping", "smacks", "carbons", "csi_simple",
  "pep", "vcard4", "vcard_legacy", "blocklist", "bookmarks", "time", "version", "adhoc",
}
modules_disabled = { "s2s", "tls" }
network_settings = { nagle = false }
smacks_hibernation_time = 120
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_hashed"
storage = "internal"
log = { info = "*console" }

VirtualHost "localhost"

-- As in anteroom.cfg.lua, which has the reason of each line. It cannot be included: domain, interface and secret differ, and
-- Prosody warns of an option that is set twice. A test compares the two.
Component "rooms.localhost" "muc"
  restrict_room_creation = true
  admins = { "rooms@help.localhost" }
  muc_room_cache_size = 10000
  muc_room_default_public = false
  muc_room_default_persistent = false
  muc_room_default_history_length = 0
  muc_tombstones = false
  prosody.events.add_handler("host-activated", function (host)
    if host ~= "rooms.localhost" then return end
    prosody.hosts[host].events.add_handler("muc-pre-invite", function () return true end, 1)
  end)

Component "help.localhost"
  component_secret = os.getenv("ANTEROOM_XMPP_SECRET")
  name = "Help desk"
  component_conflict_resolve = "kick_old"
