package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.Grid;
import dev.luthier.search.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StudyFileTest {

  private static final Path IRIS = Path.of("tuner", "iris_grid.textproto");

  @Test
  void everythingOfAGridOnFolds() {
    StudySpec study = StudyFile.read(IRIS, List.of());
    assertEquals("iris_grid", study.name());
    assertEquals("iris", study.data().getPath());
    assertEquals(
        new Objective("validation/accuracy", Goal.MAXIMIZE, Objective.Epoch.BEST),
        study.objective());
    assertEquals(12, Grid.assignments(study.space()).count());
    assertEquals(new CrossValidation(5, true, false, true), study.crossValidation().orElseThrow());
    assertTrue(study.budget().trials().isEmpty());
    Assignment assignment = new Assignment(Map.of("C", Value.of(0.01), "penalty", Value.of("L1")));
    assertTrue(study.space().contains(assignment));
    assertEquals(
        0.01f,
        study
            .trialModel(assignment)
            .getLayer(0)
            .getDense()
            .getKernelRegularizer()
            .getInverseStrength());
    assertEquals(study.seed(), study.trialData(assignment).getSplitSeed());
  }

  @Test
  void aFrozenStudyNeedsNoOtherFile() {
    StudySpec study = StudyFile.read(IRIS, List.of("seed=7", "training.epochs=3", "retries=0"));
    StudySpec again = StudyFile.parse("elsewhere/study.textproto", study.text(), List.of());
    assertEquals(study, again);
    assertEquals(7, again.seed());
    assertEquals(0, again.retries());
    assertEquals(3, again.modelDefinition().getTraining().getEpochs());
    assertEquals(study.text(), again.text());
  }
}
