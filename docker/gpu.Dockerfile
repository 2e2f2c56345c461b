# Luthier with TensorFlow for NVIDIA GPUs; it runs on the CPU where there is none. From the top of the sources:
#
#   docker build -f docker/gpu.Dockerfile -t luthier:gpu .
#   docker run --rm --gpus all luthier:gpu devices
#
# The host needs NVIDIA's driver and its container toolkit. The bases are arguments: a mirror's images, or ones made
# locally, can stand in.
ARG BUILD_BASE=docker.io/library/maven:3.9.9-eclipse-temurin-17
ARG PYTHON_BASE=docker.io/library/python:3.12.11-slim-bookworm
# TensorFlow 2.18 is built with CUDA 12.5 and cuDNN 9.3 and takes newer ones of the same major version, but none older:
# the image of CUDA 12.5.1 has cuDNN 9.2, this one has 9.5.
ARG RUN_BASE=docker.io/nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04

# What Luthier is built on changes seldom: a stage, and in the end layers, of its own.
FROM ${BUILD_BASE} AS libraries
WORKDIR /opt/luthier
COPY pom.xml ./
RUN --mount=type=cache,target=/opt/maven,sharing=locked \
    mvn -B -ntp -Dmaven.repo.local=/opt/maven -Pgpu dependency:copy-dependencies@libraries
# Unpacked here, TensorFlow's natives need no place to unpack them to at every start, nor room for both forms. The jar
# stays, without them, because the manifest of luthier.jar names it. Those for the CPU alone are not needed.
WORKDIR /opt/luthier/natives
RUN jar --extract --file ../target/lib/tensorflow-core-native-*-linux-x86_64-gpu.jar \
    && jar --create --no-manifest --file ../target/lib/tensorflow-core-native-*-linux-x86_64-gpu.jar META-INF \
    && mv org/tensorflow/internal/c_api/linux-x86_64-gpu/* . \
    && rm -rf META-INF org ../target/lib/tensorflow-core-native-*-linux-x86_64.jar

FROM ${BUILD_BASE} AS java
# jdk.crypto.ec is for HTTPS, which data sets and PostgreSQL come by, jdk.httpserver for study watch.
RUN jlink --output /opt/java --no-header-files --no-man-pages --strip-java-debug-attributes \
      --add-modules java.desktop,java.management,java.naming,java.net.http,java.security.jgss,java.sql,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported \
      --add-options="-Djava.library.path=/opt/luthier/natives -Dorg.bytedeco.javacpp.platform.extension=-gpu" \
    && /opt/java/bin/java -Xshare:dump

FROM libraries AS build
WORKDIR /opt/luthier
COPY .mvn .mvn
COPY src/main src/main
RUN --mount=type=cache,target=/opt/maven,sharing=locked \
    mvn -B -ntp -Dmaven.repo.local=/opt/maven -Pgpu -Dmaven.test.skip=true -Dspotless.check.skip=true package

# What XLA needs besides CUDA's libraries: the assembler ptxas and libdevice. NVIDIA's images have them with the whole
# compiler only, several gigabytes of it; this package is theirs, too.
FROM ${PYTHON_BASE} AS xla
RUN echo "nvidia-cuda-nvcc-cu12==12.6.85 --hash=sha256:d75d9d74599f4d7c0865df19ed21b739e6cb77a6497a3f73d6f61e8038a765e4" > requirements.txt \
    && pip install --no-cache-dir --no-deps --require-hashes --target /opt/xla -r requirements.txt

FROM ${RUN_BASE}
ARG VERSION=0.1.0-SNAPSHOT
LABEL org.opencontainers.image.title="Luthier" \
      org.opencontainers.image.description="Trainer and tuner of neural networks, with TensorFlow for NVIDIA GPUs" \
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
# XLA looks beside TensorFlow's libraries for ptxas and libdevice, too, and on the PATH for ptxas: a value of your own
# for XLA_FLAGS does no harm. A GPU newer than TensorFlow's kernels compiles them at the first start, for minutes:
# CUDA's cache is on a volume, so that it does so once.
ENV CUDA_CACHE_MAXSIZE=4294967296 \
    CUDA_CACHE_PATH=/data/.cuda-cache \
    JAVA_HOME=/opt/java \
    LUTHIER_DATA=/data \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    NVIDIA_VISIBLE_DEVICES=all \
    PATH=/opt/luthier:/opt/luthier/nvidia/cuda_nvcc/bin:$PATH \
    XLA_FLAGS=--xla_gpu_cuda_data_dir=/opt/luthier/nvidia/cuda_nvcc
WORKDIR /opt/luthier
COPY --from=xla /opt/xla/nvidia/cuda_nvcc/bin/ptxas nvidia/cuda_nvcc/bin/
COPY --from=xla /opt/xla/nvidia/cuda_nvcc/nvvm/libdevice nvidia/cuda_nvcc/nvvm/libdevice
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
