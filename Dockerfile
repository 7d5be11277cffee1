# The sandbox in a container. How it is started stands in README.md and in the guide "Try it without an
# account". The network is needed to build the image only.
FROM node:22.14.0-bookworm-slim AS package
WORKDIR /project
COPY . .
RUN npm ci
RUN npm pack --pack-destination /

FROM node:22.14.0-bookworm-slim
COPY --from=package /secmaster-openapi-*.tgz /
RUN npm install --global --no-update-notifier /secmaster-openapi-*.tgz && rm /secmaster-openapi-*.tgz
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4011
# Any answer that is a success; the header is what keeps the pages of other origins away.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["node", "--eval", "fetch('http://127.0.0.1:4011/_sandbox/openapi.json', { headers: { 'X-Sandbox-Control': '1' } }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Who may reach it, control included, is said by the port that `docker run` publishes: 127.0.0.1 is this
# machine alone. Options behind the name of the image are added to these.
ENTRYPOINT ["secmaster-sandbox", "--host", "0.0.0.0", "--control", "--data", "/data/sandbox.json"]
