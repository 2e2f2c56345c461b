package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.Grid;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Value;
import dev.luthier.spec.proto.BlockDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.RmsPropDef;
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
        new Objective("validation/accuracy", Goal.MAXIMIZE, Objective.Epoch.LAST),
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

  @Test
  void severalObjectivesAreInTheirOrder() {
    StudySpec study = StudyFile.read(Path.of("tuner", "digits_pareto.textproto"), List.of());
    assertEquals(
        List.of(
            new Objective("validation/accuracy", Goal.MAXIMIZE, Objective.Epoch.BEST),
            new Objective("parameters", Goal.MINIMIZE, Objective.Epoch.BEST)),
        study.objectives());
    assertEquals(study.objectives().get(0), study.objective());
    StudySpec smaller =
        StudyFile.read(
            Path.of("tuner", "digits_pareto.textproto"),
            List.of("objective[0].epoch=LAST", "objective[1].metric=multiply_adds"));
    assertEquals(
        new Objective("multiply_adds", Goal.MINIMIZE, Objective.Epoch.LAST),
        smaller.objectives().get(1));
  }

  @Test
  void theOnlyObjectiveIsSetWithoutAnIndex() {
    StudySpec study =
        StudyFile.read(
            IRIS, List.of("objective.metric=validation/loss", "objective.goal=MINIMIZE"));
    assertEquals(
        new Objective("validation/loss", Goal.MINIMIZE, Objective.Epoch.LAST), study.objective());
  }

  @Test
  void aFigureThatALayerReportsIsAnObjectiveOfEitherGoal() {
    List<String> settings =
        List.of("objective.metric=validation/structure/halt/depth", "objective.goal=MINIMIZE");
    StudySpec study = StudyFile.read(Path.of("tuner", "digits_act_tpe.textproto"), settings);
    assertEquals(Goal.MINIMIZE, study.objective().goal());
    assertEquals(Objective.Epoch.LAST, study.objective().epoch());
    assertTrue(study.objective().ofValidation());
  }

  @Test
  void aValueGoesIntoAllFieldsOfItsParameter() {
    StudySpec study = StudyFile.read(Path.of("tuner", "cifar_resnet_asha.textproto"), List.of());
    Assignment widths = new Assignment(Map.of("width1", Value.of(48), "depth1", Value.of(5)));
    ModelDef model = study.trialModel(widths);
    assertEquals(48, model.getLayer(0).getConv2D().getFilters());
    BlockDef stage = model.getLayer(3).getBlock();
    assertEquals(48, stage.getLayer(0).getConv2D().getFilters());
    assertEquals(48, stage.getLayer(3).getConv2D().getFilters());
    assertEquals(5, stage.getRepeat());
  }

  @Test
  void aChoiceIsSetBeforeWhatIsInsideIt() {
    // The optimizer is written after the learning rate that goes into it.
    StudySpec study = StudyFile.read(Path.of("tuner", "mnist_mlp_tpe.textproto"), List.of());
    Assignment assignment =
        new Assignment(
            Map.of(
                "learning_rate", Value.of(0.002),
                "optimizer", Value.of("rmsprop"),
                "momentum", Value.of(0.5)));
    RmsPropDef chosen = study.trialModel(assignment).getOptimizer().getRmsprop();
    assertEquals(0.002f, chosen.getLearningRate());
    assertEquals(0.5f, chosen.getMomentum());
  }

  @Test
  void aConstraintHoldsWhereAParameterIsMissing() {
    StudySpec study = StudyFile.read(Path.of("tuner", "digits_hyperband.textproto"), List.of());
    Value few = Value.of(32);
    Value many = Value.of(64);
    SearchSpace space = study.space();
    assertTrue(space.isFeasible(new Assignment(Map.of("units1", many, "units2", few))));
    assertFalse(space.isFeasible(new Assignment(Map.of("units1", few, "units2", many))));
    assertTrue(space.isFeasible(new Assignment(Map.of("units2", many))));
  }

  @Test
  void namesInAnExpressionAreOfTheirCase() {
    ExpressionConstraint constraint =
        ExpressionConstraint.parse("C > 2 * c || E == 'x'", List.of("C", "c", "E"));
    assertTrue(constraint.holds(assignment(3, 1, "y")));
    assertFalse(constraint.holds(assignment(1, 3, "y")));
    assertTrue(constraint.holds(assignment(1, 3, "x")));
  }

  private static Assignment assignment(long upper, long lower, String text) {
    return new Assignment(Map.of("C", Value.of(upper), "c", Value.of(lower), "E", Value.of(text)));
  }
}
