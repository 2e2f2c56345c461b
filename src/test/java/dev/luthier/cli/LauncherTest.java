package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the top of the repository, with scripts in place of Java and Maven. */
class LauncherTest {

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      for argument; do
        case $argument in
          -XX:DumpLoadedClassList=*) echo classes > "${argument#*=}"; exit ;;
          -XX:SharedClassListFile=*) classes=$(cat "${argument#*=}") ;;
          -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
        esac
      done
      case $* in *-Xshare:dump*) echo "archive of $classes" > "$archive"; exit ;; esac
      echo "java $*"
      echo "onednn $TF_ENABLE_ONEDNN_OPTS log $TF_CPP_MIN_LOG_LEVEL"
      echo "deterministic ${TF_DETERMINISTIC_OPS-none}"
      echo "wish ${LUTHIER_GPU-none} threads $TF_GPU_THREAD_MODE order $CUDA_DEVICE_ORDER"
      echo "xla ${XLA_FLAGS-none}"
      echo "tf32 ${NVIDIA_TF32_OVERRIDE-as it is}"
      """;
  private static final String MAVEN =
      """
      #!/usr/bin/env bash
      echo "maven $*" >> builds
      sleep 0.3
      mkdir -p target/lib
      case $* in *-Pgpu*) touch target/lib/tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar ;; esac
      case $* in *-Pgpu,cuda*) mkdir -p target/cuda; touch target/cuda/libcudart.so.12 ;; esac
      echo jar > target/luthier.jar
      """;
  private static final String GPU =
      """
      #!/usr/bin/env bash
      echo 'GPU 0: NVIDIA L4 (UUID: GPU-a)'
      """;
  private static final String NO_GPU =
      """
      #!/usr/bin/env bash
      echo 'No devices were found'
      exit 6
      """;

  /** The linker's list, with a library for 32 bits that is of no use. */
  private static final String NO_CUDA =
      """
      #!/usr/bin/env bash
      echo '  libcudart.so.12 (libc6) => /usr/lib32/libcudart.so.12'
      """;

  private static final String CUDA =
      """
      #!/usr/bin/env bash
      for library in cudart.so.12 cublas.so.12 cublasLt.so.12 cufft.so.11 cusolver.so.11 cusparse.so.12; do
        echo "  lib$library (libc6,x86-64) => /opt/lib$library"
      done
      """;

  private static final String FETCHES_NATIVES =
      "Building Luthier for GPUs (once). What Maven has not yet is fetched: TensorFlow's libraries for"
          + " GPUs (526 MB)";
  private static final String FETCHES_CUDA =
      " and CUDA 12 with cuDNN 9, which the system lacks (2.0 GB)";
  private static final String UNPACKS = "Unpacking TensorFlow's libraries for GPUs (once, 1.2 GB)…";

  @TempDir private Path directory;
  private Path clone;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void cloneWithStandIns() throws IOException {
    clone = Files.createDirectories(directory.resolve("a clone"));
    Files.copy(Path.of("luthier"), clone.resolve("luthier"));
    Files.createDirectories(clone.resolve("src/main"));
    Files.writeString(clone.resolve("pom.xml"), "<project/>");
    for (Path source : List.of(clone.resolve("pom.xml"), clone.resolve("src/main"))) {
      Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    }
    script("jdk/bin/java", JAVA);
    script("jdk/bin/javac", "");
    script("bin/mvn", MAVEN);
    script("bin/nvidia-smi", NO_GPU);
    script("bin/ldconfig", NO_CUDA);
    release("17.0.15");
    environment.put("HOME", directory.resolve("home").toString());
    environment.put("JAVA_HOME", directory.resolve("jdk").toString());
    environment.put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
  }

  @Test
  void buildsOnceAndThenRuns() throws Exception {
    Invocation first = launch("train", "a file", "--epochs=1");
    assertEquals(0, first.code(), first.err());
    assertEquals("Building Luthier (once)…", first.err().strip());
    assertTrue(
        first.out().contains("-jar " + clone + "/target/luthier.jar train a file --epochs=1"),
        first.out());
    assertTrue(first.out().contains("onednn 1 log 2"), first.out());
    assertEquals(
        "archive of classes",
        Files.readString(clone.resolve("target/luthier-17.0.15.jsa")).strip());
    assertEquals("", launch("devices").err());
    assertEquals(1, builds().count());
  }

  @Test
  void severalFirstStartsBuildOnce() throws Exception {
    List<Process> starts = List.of(start("devices"), start("devices"), start("devices"));
    for (Process process : starts) {
      assertEquals(0, Invocation.finish(process).code());
    }
    assertEquals(1, builds().count());
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch("devices");
    Files.setLastModifiedTime(
        clone.resolve("src/main"), FileTime.from(Instant.now().plusSeconds(60)));
    launch("devices");
    assertEquals(2, builds().count());
  }

  @Test
  void fetchesWhatGpusTakeWhenAsked() throws Exception {
    launch("devices");
    Invocation asked = launch("--gpu", "devices", "--json");
    assertEquals(0, asked.code(), asked.err());
    assertEquals(
        List.of(FETCHES_NATIVES + FETCHES_CUDA + "…", UNPACKS), asked.err().lines().toList());
    assertTrue(asked.out().contains("target/luthier.jar devices --json"), asked.out());
    assertTrue(asked.out().contains("wish 1 threads gpu_private order PCI_BUS_ID"), asked.out());
    environment.put("LUTHIER_GPU", "1");
    assertEquals(UNPACKS, launch("devices").err().strip());
    assertEquals(2, builds().count());
    assertTrue(builds().skip(1).allMatch(line -> line.contains(" -Pgpu,cuda ")));
  }

  @Test
  void whatTheSystemHasOfCudaIsNotFetched() throws Exception {
    script("bin/ldconfig", CUDA);
    Path own = Files.createDirectories(directory.resolve("my cuda"));
    Files.createFile(own.resolve("libcudnn.so.9"));
    environment.put("LD_LIBRARY_PATH", "/nowhere:" + own);
    Invocation asked = launch("--gpu", "devices");
    assertEquals(List.of(FETCHES_NATIVES + "…", UNPACKS), asked.err().lines().toList());
    assertEquals(UNPACKS, launch("--gpu", "devices").err().strip());
    Files.delete(own.resolve("libcudnn.so.9"));
    assertTrue(launch("--gpu", "devices").err().contains(FETCHES_CUDA.substring(5)));
    assertEquals(List.of(true, false), builds().map(line -> line.contains(" -Pgpu ")).toList());
  }

  @Test
  void aFirstBuildIsForTheGpuThatIsThere() throws Exception {
    script("bin/nvidia-smi", GPU);
    Invocation first = launch("devices");
    assertTrue(
        first.err().startsWith(FETCHES_NATIVES + FETCHES_CUDA + "; LUTHIER_GPU=0 does without…\n"),
        first.err());
    assertTrue(first.out().contains("wish none"), first.out());
    assertTrue(builds().allMatch(line -> line.contains(" -Pgpu,cuda ")));
  }

  @Test
  void gpusCanBeForbidden() throws Exception {
    script("bin/nvidia-smi", GPU);
    environment.put("LUTHIER_GPU", "0");
    Invocation forbidden = launch("devices");
    assertEquals("Building Luthier (once)…", forbidden.err().strip());
    assertTrue(forbidden.out().contains("wish 0"), forbidden.out());
    Invocation both = launch("--gpu", "devices");
    assertEquals(2, both.code());
    assertTrue(both.err().contains("--gpu cannot be kept with LUTHIER_GPU=0"), both.err());
    environment.put("LUTHIER_GPU", "yes");
    assertRefused("LUTHIER_GPU must be 0 or 1, was 'yes'");
  }

  @Test
  void aBuildStaysWhatItIsUntilGpusAreAskedFor() throws Exception {
    Files.createDirectories(
        directory.resolve("home/.javacpp/cache/tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar"));
    launch("devices");
    script("bin/nvidia-smi", GPU);
    makeStale();
    assertEquals("Building Luthier (once)…", launch("devices").err().strip());
    assertTrue(builds().noneMatch(line -> line.contains(" -P")));
    launch("--gpu", "devices");
    script("bin/nvidia-smi", NO_GPU);
    makeStale();
    assertEquals("Building Luthier (once)…", launch("devices").err().strip());
    assertEquals(
        List.of(false, false, true, true),
        builds().map(line -> line.contains(" -Pgpu,cuda ")).toList());
  }

  private void makeStale() throws IOException {
    FileTime before = FileTime.from(Instant.now().minusSeconds(90));
    Files.setLastModifiedTime(clone.resolve("target/luthier.jar"), before);
  }

  @Test
  void xlaIsShownTheToolkit() throws Exception {
    Path toolkit = directory.resolve("cuda");
    Files.createDirectories(toolkit.resolve("nvvm/libdevice"));
    Files.createFile(toolkit.resolve("nvvm/libdevice/libdevice.10.bc"));
    environment.put("CUDA_HOME", toolkit.toString());
    String flag = "--xla_gpu_cuda_data_dir=" + toolkit;
    assertTrue(launch("--gpu", "devices").out().contains("xla " + flag));
    environment.put("XLA_FLAGS", "--xla_dump_to=x");
    assertTrue(launch("--gpu", "devices").out().contains("xla --xla_dump_to=x " + flag));
    environment.put("XLA_FLAGS", "--xla_gpu_cuda_data_dir=mine");
    assertTrue(launch("--gpu", "devices").out().contains("xla --xla_gpu_cuda_data_dir=mine"));
    environment.remove("XLA_FLAGS");
    environment.put("LUTHIER_GPU", "0");
    assertTrue(launch("devices").out().contains("xla none"));
  }

  @Test
  void findsItsPlaceThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("bin/lute"), Path.of("../link"));
    Files.createSymbolicLink(directory.resolve("link"), clone.resolve("luthier"));
    Invocation linked = Invocation.finish(start(link, "devices"));
    assertTrue(linked.out().contains(clone + "/target/luthier.jar"), linked.toString());
  }

  @Test
  void neitherPathsNorVariablesLeadItElsewhere() throws Exception {
    Path odd = directory.resolve("it's \"a\" $(touch was-run) `touch was-run` *;\\ clone");
    Files.move(clone, odd);
    clone = odd;
    Path decoy = Files.createDirectories(directory.resolve("decoy"));
    Files.createDirectories(decoy.resolve(odd.getFileName()).resolve("target"));
    Files.writeString(decoy.resolve(odd.getFileName()).resolve("target/luthier.jar"), "decoy");
    Path jdk = directory.resolve("j' \"d\" $(touch was-run) k");
    Files.move(directory.resolve("jdk"), jdk);
    Files.writeString(
        jdk.resolve("release"), "JAVA_VERSION=\"17.0/../../../x $(touch was-run)\"\n");
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("CDPATH", decoy.toString());
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "\"$0\" \"$@\"",
            odd.getFileName() + "/luthier",
            "devices",
            "a $HOME `id` 'b");
    builder.directory(directory.toFile());
    builder.environment().putAll(environment);
    Invocation launched = Invocation.finish(builder.start());
    assertEquals(0, launched.code(), launched.err());
    assertTrue(
        launched.out().contains("-jar " + odd + "/target/luthier.jar devices a $HOME `id` 'b"),
        launched.out());
    assertTrue(Files.exists(odd.resolve("target/luthier-17.0......xtouchwas-run.jsa")));
    try (Stream<Path> files = Files.walk(directory)) {
      assertTrue(files.noneMatch(file -> file.endsWith("was-run")));
    }
  }

  @Test
  void anInstallWithoutSourcesRunsItsJar() throws Exception {
    launch("devices");
    Files.delete(clone.resolve("pom.xml"));
    assertEquals(0, launch("devices").code());
    environment.put("LUTHIER_GPU", "1");
    assertRefused("there are no libraries for GPUs here and no sources to build with them");
    Files.delete(clone.resolve("target/luthier.jar"));
    assertRefused("there are no sources to build it from");
  }

  @Test
  void theUsersChoicesStand() throws Exception {
    environment.put("TF_ENABLE_ONEDNN_OPTS", "0");
    environment.put("TF_GPU_THREAD_MODE", "global");
    environment.put("CUDA_DEVICE_ORDER", "FASTEST_FIRST");
    environment.put("LUTHIER_JAVA_OPTIONS", "-Xmx1g -Dx=y");
    Invocation launched = launch("devices");
    assertTrue(launched.out().contains("onednn 0"), launched.out());
    assertTrue(launched.out().contains("threads global order FASTEST_FIRST"), launched.out());
    assertTrue(launched.out().contains(" -Xmx1g -Dx=y -jar "), launched.out());
  }

  @Test
  void deterministicKernelsAreAskedForBeforeTheyAreLoaded() throws Exception {
    assertTrue(launch("devices").out().contains("deterministic none"));
    assertTrue(launch("train", "a", "--deterministic").out().contains("deterministic 1"));
  }

  @Test
  void tensorFloatIsSwitchedOffBeforeCudaIsLoaded() throws Exception {
    assertTrue(launch("train", "a").out().contains("tf32 as it is"));
    assertTrue(launch("tune", "a", "--no-tf32").out().contains("tf32 0"));
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    release("11.0.2");
    assertRefused("Java 17 or newer is needed");
    release("17.0.15");
    Files.delete(directory.resolve("jdk/bin/javac"));
    assertRefused("building needs a JDK");
    environment.put("JAVA_HOME", "/nowhere");
    assertRefused("JAVA_HOME has no bin/java, was '/nowhere'");
  }

  @Test
  void aFailedBuildIsShown() throws Exception {
    script("bin/mvn", "#!/bin/sh\necho '[ERROR] broken'\nexit 1\n");
    Invocation failed = launch("devices");
    assertEquals(1, failed.code());
    assertTrue(failed.err().contains("[ERROR] broken"), failed.err());
    assertTrue(failed.err().endsWith("luthier: the build failed, see above\n"), failed.err());
    assertFalse(Files.exists(clone.resolve("target/luthier.jar")));
    assertTrue(launch("--gpu", "devices").err().endsWith("fetches less: LUTHIER_GPU=0\n"));
  }

  private void assertRefused(String part) throws Exception {
    Invocation refused = launch("devices");
    assertEquals(2, refused.code(), refused.toString());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().startsWith("luthier: "), refused.err());
    assertTrue(refused.err().contains(part), refused.err());
  }

  private Stream<String> builds() throws IOException {
    return Files.readAllLines(clone.resolve("builds")).stream();
  }

  private void release(String version) throws IOException {
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
  }

  private void script(String path, String text) throws IOException {
    Path script = directory.resolve(path);
    Files.createDirectories(script.getParent());
    Files.writeString(script, text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Invocation launch(String... arguments) throws Exception {
    return Invocation.finish(start(arguments));
  }

  private Process start(String... arguments) throws IOException {
    return start(clone.resolve("luthier"), arguments);
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList());
    builder.environment().keySet().removeIf(name -> name.matches("(TF_|LUTHIER|CUDA|XLA|LD_).*"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
