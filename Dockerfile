# What the image is made from. A tag moves on; for a build that can be repeated name the digests, which a registry tells
# (docker buildx imagetools inspect eclipse-temurin:25-jre):
#   docker build --build-arg RUN_IMAGE=eclipse-temurin:25-jre@sha256:... --build-arg BUILD_IMAGE=maven:3-eclipse-temurin-25@sha256:... .
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG RUN_IMAGE=eclipse-temurin:25-jre

# The build: whatever the JDK and the Maven outside are.
FROM ${BUILD_IMAGE} AS build
WORKDIR /build

# First everything Maven has to download, as a layer that only pom.xml changes: the very same build of no sources.
COPY pom.xml ./
COPY .mvn .mvn
RUN mkdir -p src/main && mvn -B -ntp -q package -Dmaven.test.skip -Dstart-class=none

# The tests have run elsewhere: they need more of a machine than a build has.
COPY src/main src/main
# The documents at /docs/.
COPY src/site/markdown src/site/markdown
RUN mvn -B -ntp -q clean package -Dmaven.test.skip \
 && cp target/teardown-*.jar teardown.jar \
 && java -Djarmode=tools -jar teardown.jar extract --layers --destination layers


FROM ${RUN_IMAGE}
# Again, to be known in this stage.
ARG RUN_IMAGE
ARG VERSION=0.1.0-SNAPSHOT
LABEL org.opencontainers.image.title="teardown" \
      org.opencontainers.image.description="Runs TCP teardown experiments on real sockets and tells the truth about how a connection ended" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.base.name="${RUN_IMAGE}"

# A user that owns nothing but the history. Its group is root's, so that a platform which picks a user may pick any.
RUN useradd --uid 10001 --gid 0 --home-dir /data --no-create-home --shell /usr/sbin/nologin teardown \
 && mkdir -m 2770 /data && chown 10001:0 /data

# What changes rarely comes first.
WORKDIR /app
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

# Trained here, because a cache is good for this very JVM, these very jars and these flags, and no others. A JVM drops
# a cache it can't use without a word, so the script starts once more with it in a mode that fails instead.
RUN --mount=type=bind,source=src/container,target=/container bash /container/train-aot-cache java -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -XX:ReservedCodeCacheSize=48m -XX:MaxRAM=512m -XX:InitialHeapSize=32m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:TrimNativeHeapInterval=10000 --enable-native-access=ALL-UNNAMED

# All addresses: which of them are reachable is decided outside, by the ports that are published. Nothing else is opened:
# who may be a target is still this container alone.
ENV SERVER_ADDRESS=0.0.0.0 \
    TEARDOWN_RESPONDER_BIND_ADDRESS=0.0.0.0 \
    TEARDOWN_DATA_DIR=/data
USER 10001:0
VOLUME /data
# HTTP, with which the far end is controlled too, and the data port of its experiments.
EXPOSE 8080 8007

# bash opens the connection itself: there is no curl in the image, and a JVM started just to ask takes eight times as long.
# It reads the answer to its end, since closing on unread data is a reset.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && mapfile -t answer <&3 && [[ ${answer[0]} == 'HTTP/1.1 200'* ]]"]

# ReservedCodeCacheSize: C2 halves the CPU of a probe and more; under load the process has 40 MiB more for it, of them no more
# than this in code.
# ExitOnOutOfMemoryError: an instance whose heap was full may have lost anything, and one that ended is started again.
# MaxRAM: a heap of 128 MiB, a quarter of it. As no -Xmx stands here, one in JAVA_TOOL_OPTIONS counts.
# InitialHeapSize: about what lives in it. The 8 MiB that MaxRAM gives have no room for the objects of the AOT cache.
# The ratios keep the heap close to what lives in it, and TrimNativeHeapInterval gives back what malloc has freed.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:ReservedCodeCacheSize=48m", "-XX:MaxRAM=512m", "-XX:InitialHeapSize=32m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:TrimNativeHeapInterval=10000", "-XX:AOTCache=/app/teardown.aot", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/teardown.jar"]
