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
        case $argument in -XX:ArchiveClassesAtExit=*) echo archive > "${argument#*=}"; exit ;; esac
      done
      echo "java $*"
      echo "onednn $TF_ENABLE_ONEDNN_OPTS log $TF_CPP_MIN_LOG_LEVEL"
      echo "deterministic ${TF_DETERMINISTIC_OPS-none}"
      echo "tf32 ${NVIDIA_TF32_OVERRIDE-as it is}"
      """;
  private static final String MAVEN =
      """
      #!/usr/bin/env bash
      echo "maven $*" >> builds
      sleep 0.3
      echo jar > target/luthier.jar
      """;

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
    release("17.0.15");
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
  void staysWithGpuLibraries() throws Exception {
    Files.createDirectories(clone.resolve("target/lib"));
    Files.writeString(
        clone.resolve("target/lib/tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar"), "");
    launch("devices");
    assertTrue(builds().allMatch(line -> line.contains(" -Pgpu ")));
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
    Files.delete(clone.resolve("target/luthier.jar"));
    assertRefused("there are no sources to build it from");
  }

  @Test
  void theUsersChoicesStand() throws Exception {
    environment.put("TF_ENABLE_ONEDNN_OPTS", "0");
    environment.put("LUTHIER_JAVA_OPTIONS", "-Xmx1g -Dx=y");
    Invocation launched = launch("devices");
    assertTrue(launched.out().contains("onednn 0"), launched.out());
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
    builder.environment().keySet().removeIf(n -> n.startsWith("TF_") || n.startsWith("LUTHIER"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
