-- A whole configuration for a new Prosody 0.12 or 13 with Anteroom. Copy it to /etc/prosody/prosody.cfg.lua and
-- anteroom.cfg.lua to /etc/prosody/conf.d/, replace "example.org" in both by your domain, and restart Prosody.
-- Then import certificates for the domain and for upload.example.org (prosodyctl --root cert import /etc/letsencrypt/live),
-- and make accounts with prosodyctl adduser alice@example.org.

modules_enabled = {
  "roster", "saslauth", "tls", "disco", -- what clients need at least
  "dialback", "s2s_bidi", -- people of other servers write to the bot, too; leave out "dialback" to want certificates
  "smacks", "csi_simple", -- phones that come and go
  "carbons", "pep", "vcard4", "vcard_legacy", "bookmarks", "blocklist", "private", -- what clients keep on the server
  "ping", "time", "version", "uptime",
  "adhoc", "admin_shell", "limits",
  -- No "register": accounts are made by prosodyctl. No "mam": clients that read an archive do without it.
}

-- Debian's service looks for it there.
pidfile = "/run/prosody/prosody.pid"

-- Passwords are kept hashed.
authentication = "internal_hashed"
certificates = "certs"
-- Other servers need a certificate that holds.
s2s_secure_auth = true

-- What one connection may send. Components are not limited: everybody's messages come by Anteroom's one connection.
limits = { c2s = { rate = "10kb/s" }, s2sin = { rate = "30kb/s" } }

log = { info = "/var/log/prosody/prosody.log", error = "/var/log/prosody/prosody.err" }

-- Uploads are for a web server with TLS in front, which passes https://upload.example.org/ on to this port.
http_ports = { 5280 }
http_interfaces = { "127.0.0.1" }
https_ports = {}

VirtualHost "example.org"

Component "upload.example.org" "http_file_share"
  http_external_url = "https://upload.example.org/"
  http_file_share_size_limit = 10 * 1024 * 1024
  http_file_share_expires_after = 7 * 24 * 60 * 60
  -- Accounts, and people from browsers (http.upload): Prosody 13 refuses these without this line. On 0.12 it shuts out
  -- everybody whom it does not name. Prosody answers cross-origin requests by itself.
  http_file_share_access = { "example.org", "help.example.org" }

-- anteroom.cfg.lua
Include "conf.d/*.cfg.lua"
