# Images of Millrace.
#
#   docker build --target dev -t millrace:dev .     a workplace: JDK, Maven, browser; the sources are mounted
#   docker build --target browsers -t millrace:browsers .   a server with Chromium and tesseract, for sessions
#   docker build -t millrace .                      a server; the target `prod`
#
# docs/deployment.md tells what it needs and what was tried.

# Where the Java virtual machines come from; they run on any glibc.
FROM eclipse-temurin:25-jdk-noble AS jdk
FROM eclipse-temurin:25-jre-noble AS jre


FROM debian:trixie-slim AS dev
# Packages of the distribution's release, with its fixes: pinned versions would vanish from its mirrors.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates chromium chromium-driver curl git make maven nodejs npm procps python3 shellcheck \
        tesseract-ocr tini wrk \
    && rm -rf /var/lib/apt/lists/*
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8
RUN groupadd --gid 1000 millrace \
    && useradd --uid 1000 --gid 1000 --create-home --shell /bin/bash millrace \
    && mkdir -p /workspace /data /home/millrace/.m2 \
    && chown -R millrace:millrace /workspace /data /home/millrace
USER millrace
WORKDIR /workspace
EXPOSE 8080 5005
ENTRYPOINT ["tini", "--"]
CMD ["make", "run"]


FROM dev AS build
WORKDIR /workspace
COPY --chown=millrace:millrace . .
RUN --mount=type=cache,target=/home/millrace/.m2,uid=1000,gid=1000 \
    ./mvnw -q -B -ntp -Dmaven.test.skip=true package \
    && scripts/dist /workspace/target/dist


FROM debian:trixie-slim AS runtime
# tini reaps what commands of workflows leave behind; curl asks for the health.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 millrace \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin millrace \
    && mkdir /data \
    && chown millrace:millrace /data
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
# MILLRACE_JAVA_OPTS: of the container's memory, what is not heap is for threads, code, buffers, and what workflows start.
# A server without memory is worth less than one that is started again.
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/millrace:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 \
    MILLRACE_JAVA_OPTS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError"
COPY --from=build /workspace/target/dist /opt/millrace
COPY deploy/container/millrace.yaml /etc/millrace/millrace.yaml
# Where it stays, and by the virtual machine that will use it.
RUN /opt/millrace/scripts/aot-cache
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--max-time", "4", "--output", "/dev/null", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["tini", "--", "/opt/millrace/millrace"]
CMD ["server", "--config", "/etc/millrace/millrace.yaml"]


FROM runtime AS browsers
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends chromium chromium-driver fonts-dejavu-core tesseract-ocr \
    && rm -rf /var/lib/apt/lists/*
USER 10001:10001


FROM runtime AS prod
