# Anteroom itself. Give the settings as environment variables (ANTEROOM_XMPP_DOMAIN …) or mount a file at
# /etc/anteroom/anteroom.yaml. Mount your own responders and name them in conversations.responders.
#   docker build --tag anteroom .
ARG BASE=node:22-bookworm-slim

FROM ${BASE} AS build
WORKDIR /anteroom
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM ${BASE}
WORKDIR /anteroom
ENV NODE_ENV=production
COPY --from=build /anteroom/package.json /anteroom/LICENSE ./
COPY --from=build /anteroom/node_modules node_modules
COPY --from=build /anteroom/migrations migrations
COPY --from=build /anteroom/dist dist
RUN mkdir /etc/anteroom && ln -s /anteroom/dist/cli.js /usr/local/bin/anteroom && chmod +x dist/cli.js
# The default ./anteroom.yaml is looked for here.
WORKDIR /etc/anteroom
USER nobody
# The health pages can be reached from outside the container only if they do not listen on loopback.
ENV ANTEROOM_OPS_LISTEN=0.0.0.0:9090
EXPOSE 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9090/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, so it gets the signal of `docker stop` and drains.
ENTRYPOINT ["node", "/anteroom/dist/cli.js"]
CMD ["serve"]
