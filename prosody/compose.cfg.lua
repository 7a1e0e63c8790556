-- The Prosody of docker-compose.yml: for trying out, on one machine. No TLS, no other servers, accounts on "localhost".
daemonize = false
data_path = "/var/lib/prosody"
interfaces = { "*" }
component_interfaces = { "*" } -- inside the network of the compose file only, its port is not published
component_ports = { 5347 }
c2s_ports = { 5222 }
s2s_ports = {}
modules_enabled = {
  "roster", "saslauth", "disco", "ping", "smacks", "carbons", "csi_simple",
  "pep", "vcard4", "vcard_legacy", "blocklist", "bookmarks", "time", "version", "adhoc",
}
modules_disabled = { "s2s", "tls" }
network_settings = { nagle = false }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_hashed"
storage = "internal"
log = { info = "*console" }

VirtualHost "localhost"

Component "help.localhost"
  component_secret = os.getenv("ANTEROOM_XMPP_SECRET")
  component_conflict_resolve = "kick_old"
