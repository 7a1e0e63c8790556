# Anteroom itself. Give the settings as environment variables (ANTEROOM_XMPP_DOMAIN …) or mount a folder with anteroom.yaml
# and your own responders at /etc/anteroom. docs/ tells more.
#   docker build --tag anteroom .
#
# BASE is a Debian with Node (20.19 or newer) and npm. The image takes no more of it than Node and Node's libraries: no
# shell, no package manager.
ARG BASE=node:22-trixie-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY . .
# Packages lie at the root, so that a responder in any folder can import "anteroom".
RUN npm run --silent build && npm pack --silent --ignore-scripts \
 && mkdir -p /image/node_modules/anteroom /image/etc/anteroom /image/usr/local/bin \
 && cp --recursive --parents $(npm ls --omit=dev --all --parseable | sed -n "s#^$PWD/##p") /image/ \
 && tar -xzf anteroom-*.tgz -C /image/node_modules/anteroom --strip-components=1 \
 && chmod 755 /image/node_modules/anteroom/dist/cli.js \
 && ln -s /node_modules/anteroom/dist/cli.js /image/usr/local/bin/anteroom \
 && echo 'anteroom:x:10001:10001::/etc/anteroom:/bin/false' >/image/etc/passwd \
 && echo 'anteroom:x:10001:' >/image/etc/group \
 && echo 'hosts: files dns' >/image/etc/nsswitch.conf
# Node with its libraries, the authorities that it trusts, and those of its modules that Debian keeps in files.
RUN node=$(command -v node) \
 && libraries=$(ldd "$node" /usr/bin/env | grep -o '/[^ :)]*' | sort -u) \
 && modules=$(for name in acorn acorn-walk cjs-module-lexer minimatch undici; do ls -d "/usr/share/nodejs/$name"; done 2>/dev/null; true) \
 && authorities=$(ls /etc/ssl/certs/ca-certificates.crt 2>/dev/null; true) \
 && cp --parents --recursive --dereference "$node" /usr/bin/env $libraries $modules $authorities /image/

FROM scratch
COPY --from=build /image /
ENV NODE_ENV=production
# The health pages can be reached from outside the container only if they do not listen on loopback.
ENV ANTEROOM_OPS_LISTEN=0.0.0.0:9090
EXPOSE 9090
# The default ./anteroom.yaml is looked for here.
WORKDIR /etc/anteroom
USER 10001:10001
# A standby is healthy, too, so that nothing restarts it while it waits. /readyz tells whether people are served.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://' + process.env.ANTEROOM_OPS_LISTEN.replace(/^\\d+$/, '127.0.0.1:$&') + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, so it gets the signal of `docker stop` and drains.
ENTRYPOINT ["node", "/node_modules/anteroom/dist/cli.js"]
CMD ["serve"]
