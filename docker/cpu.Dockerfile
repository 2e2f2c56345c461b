# Luthier with TensorFlow for the CPU. From the top of the sources:
#
#   docker build -f docker/cpu.Dockerfile -t luthier:cpu .
#   docker run --rm -v studies:/studies luthier:cpu tune tuner/iris_grid.textproto --dir studies/iris
#
# The bases are arguments: a mirror's images, or ones made locally, can stand in.
ARG BUILD_BASE=docker.io/library/maven:3.9.9-eclipse-temurin-17
ARG RUN_BASE=docker.io/library/debian:12.11-slim

# What Luthier is built on changes seldom: a stage, and in the end layers, of its own.
FROM ${BUILD_BASE} AS libraries
WORKDIR /opt/luthier
COPY pom.xml ./
RUN --mount=type=cache,target=/opt/maven,sharing=locked \
    mvn -B -ntp -Dmaven.repo.local=/opt/maven dependency:copy-dependencies@libraries
# Unpacked here, TensorFlow's natives need no place to unpack them to at every start, nor room for both forms. The jar
# stays, without them, because the manifest of luthier.jar names it.
WORKDIR /opt/luthier/natives
RUN jar --extract --file ../target/lib/tensorflow-core-native-*-linux-x86_64.jar \
    && jar --create --no-manifest --file ../target/lib/tensorflow-core-native-*-linux-x86_64.jar META-INF \
    && mv org/tensorflow/internal/c_api/linux-x86_64/* . \
    && rm -r META-INF org

FROM ${BUILD_BASE} AS java
# jdk.crypto.ec is for HTTPS, which data sets and PostgreSQL come by, jdk.httpserver for study watch.
RUN jlink --output /opt/java --no-header-files --no-man-pages --strip-java-debug-attributes \
      --add-modules java.desktop,java.management,java.naming,java.net.http,java.security.jgss,java.sql,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported \
      --add-options="-Djava.library.path=/opt/luthier/natives" \
    && /opt/java/bin/java -Xshare:dump

FROM libraries AS build
WORKDIR /opt/luthier
COPY .mvn .mvn
COPY src/main src/main
RUN --mount=type=cache,target=/opt/maven,sharing=locked \
    mvn -B -ntp -Dmaven.repo.local=/opt/maven -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM ${RUN_BASE}
ARG VERSION=0.1.0-SNAPSHOT
LABEL org.opencontainers.image.title="Luthier" \
      org.opencontainers.image.description="Trainer and tuner of neural networks, with TensorFlow for the CPU" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
# Fonts are for the labels of confusion matrices in TensorBoard; any version will do. Layers keep whole seconds, and an
# index of fonts holds for times to the nanosecond: so directories get whole ones before the index is made.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && install -d /usr/local/share/fonts \
    && find /usr/share/fonts /usr/local/share/fonts -exec touch --date=2026-01-01T00:00:00Z {} + \
    && fc-cache --force \
    && groupadd --gid 1000 luthier \
    && useradd --uid 1000 --gid luthier --create-home luthier \
    && install -d -o luthier -g luthier /runs /studies /data
ENV JAVA_HOME=/opt/java \
    LUTHIER_DATA=/data \
    PATH=/opt/luthier:$PATH
WORKDIR /opt/luthier
COPY --from=java /opt/java /opt/java
COPY --from=libraries /opt/luthier/natives natives
COPY --from=libraries /opt/luthier/target/lib target/lib
COPY luthier ./
COPY graphs graphs
COPY tuner tuner
COPY --from=build /opt/luthier/target/luthier.jar target/
# The first start trains a small model and archives the classes that it loads, which spares time in every later one.
# By the links what the manual says of runs/ and studies/ goes to the volumes.
RUN luthier devices && ln -s /runs /studies .
USER 1000:1000
VOLUME ["/runs", "/studies", "/data"]
ENTRYPOINT ["luthier"]
CMD ["--help"]
