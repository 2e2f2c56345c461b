package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.Model;
import dev.luthier.nn.Network;
import dev.luthier.search.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every study in tuner/ and of the benchmark is one, without its data, and its trials are networks.
 */
class ShippedStudiesTest {

  private static final int TRIALS = 50;

  private static Stream<Path> studies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("tuner"));
        Stream<Path> timed = Files.list(Path.of("src/bench/study"))) {
      List<Path> studies = files.sorted().toList();
      assertFalse(studies.isEmpty());
      return Stream.concat(studies.stream(), timed.toList().stream());
    }
  }

  @TestFactory
  Stream<DynamicTest> trialsAreNetworks() throws IOException {
    return studies()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      StudySpec study = StudyFile.read(file, List.of());
                      assertEquals(
                          file.getFileName().toString(), study.name() + ".textproto", "name of");
                      SplittableRandom random = new SplittableRandom(5);
                      for (int i = 0; i < TRIALS; i++) {
                        Assignment drawn =
                            study
                                .space()
                                .assign(
                                    parameter -> parameter.domain().fromUnit(random.nextDouble()));
                        Model model = ModelSpec.of(study.trialModel(drawn)).model();
                        assertTrue(Network.of(model, Map.of()).multiplyAdds() > 0, drawn::toString);
                        DataMapping.fromProto(study.trialData(drawn), Path.of(""));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> frozenTextsAreRead() throws IOException {
    return studies()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      StudySpec study = StudyFile.read(file, List.of());
                      assertEquals(
                          study, StudyFile.parse("study.textproto", study.text(), List.of()));
                    }));
  }
}
