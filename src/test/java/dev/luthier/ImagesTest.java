package dev.luthier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files in docker/ must hold to; docker/check.sh builds the images and runs them. */
class ImagesTest {

  private static final Path DIRECTORY = Path.of("docker");

  private static final String CPU = "cpu.Dockerfile";
  private static final String GPU = "gpu.Dockerfile";

  /** The Java of an image has the modules that are named, and those that they require. */
  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void javaHasTheModulesThatLuthierUses(String file) throws IOException {
    Set<String> image = closure(Set.of(find(file, "--add-modules ([\\w.,]+)").split(",")));

    Map<String, String> modules = modulesOfPackages();
    Set<String> used =
        ImportDirectionTest.PRODUCT.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
            .filter(modules::containsKey)
            .map(modules::get)
            .collect(Collectors.toCollection(TreeSet::new));

    assertTrue(used.contains("java.base"), used::toString);
    used.removeAll(image);
    assertEquals(Set.of(), used, "modules that " + file + " lacks");
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void versionIsTheBuilds(String file) throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));

    assertEquals(
        group(pom, "<artifactId>luthier</artifactId>\\s*<version>([^<]+)"),
        find(file, "ARG VERSION=(\\S+)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void basesAreOfOneVersion(String file) throws IOException {
    List<String> bases = all(read(file), "ARG \\w+_BASE=(\\S+)");

    assertTrue(bases.size() >= 2, bases::toString);
    for (String base : bases) {
      assertTrue(base.matches("[\\w./-]+:\\d+\\.\\d+.*"), base);
    }
  }

  /** Kubernetes lets an image run as non-root only where its user is a number. */
  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void endsAsAUserThatIsNotRoot(String file) throws IOException {
    List<String> users = all(read(file), "^USER (\\S+)");

    assertEquals("1000:1000", users.get(users.size() - 1));
  }

  /** What is copied from the sources must not be ignored, and nothing else is sent. */
  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void takesFromTheSourcesWhatItCopies(String file) throws IOException {
    Set<String> copied = Set.copyOf(all(read(file), "^COPY (?!--from)(\\S+)"));
    List<String> ignore = read(file + ".dockerignore").lines().toList();

    assertEquals("*", ignore.get(0));
    assertEquals(
        copied, ignore.stream().skip(1).map(l -> l.substring(1)).collect(Collectors.toSet()));
    for (String path : copied) {
      assertTrue(Files.exists(Path.of(path)), path);
    }
  }

  /** TensorBoard asks nobody for a password. */
  @Test
  void tensorBoardIsForThisMachineOnly() throws IOException {
    List<String> ports = all(read("compose.yaml"), "^ +- \"?(\\S*:6006)\"?$");

    assertEquals(1, ports.size(), ports::toString);
    assertTrue(ports.get(0).startsWith("127.0.0.1:"), ports.get(0));
  }

  @Test
  void tensorBoardReadsWhatTrainersWrite() throws IOException {
    String compose = read("compose.yaml");

    assertEquals(
        all(compose, "^ +- (\\w+:)/(?:runs|studies)$"), all(compose, "^ +- (\\w+:)/logs/\\w+:ro$"));
    assertEquals(2, all(compose, "^ +- (\\w+:)/logs/\\w+:ro$").size());
  }

  private static Set<String> closure(Set<String> roots) {
    Configuration resolved =
        Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), roots);
    return resolved.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet());
  }

  /** The JDK's packages, and which module has each of them. */
  private static Map<String, String> modulesOfPackages() {
    return ModuleFinder.ofSystem().findAll().stream()
        .map(ModuleReference::descriptor)
        .flatMap(module -> module.packages().stream().map(name -> Map.entry(name, module.name())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String read(String file) throws IOException {
    return Files.readString(DIRECTORY.resolve(file));
  }

  private static String find(String file, String pattern) throws IOException {
    return group(read(file), pattern);
  }

  private static String group(String text, String pattern) {
    return matches(text, pattern).findFirst().orElseThrow().group(1);
  }

  private static List<String> all(String text, String pattern) {
    return matches(text, pattern).map(match -> match.group(1)).toList();
  }

  private static Stream<MatchResult> matches(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results();
  }
}
