package dev.luthier.spec;

import static dev.luthier.spec.WrongStudy.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.evolution.PopulationSampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Population based training in a study's file: what it means, and what does not go with it. */
class PopulationStudyErrorsTest {

  private static final String POPULATION = "sampler { population_based {} }\n";
  private static final String RATE =
      "parameter { name: \"rate\" path: \"layer[drop].dropout.rate\" float { min: 0.1 max: 0.9 } }\n";

  @TempDir private Path directory;

  /** What is added to a sound study begins on line 7. */
  private static WrongStudy added(String name, String text, String place, String... says) {
    return new WrongStudy(name, HEAD + POPULATION + RATE + text, place, List.of(says));
  }

  private static WrongStudy sampler(String settings, String... says) {
    String text = HEAD + "sampler { population_based { " + settings + " } }\n" + RATE;
    return new WrongStudy(settings, text, "5:", List.of(says));
  }

  @TestFactory
  Stream<DynamicTest> oneLineAtThePlace() {
    return Stream.of(
            added(
                "a pruner",
                "pruner { asha {} }",
                "7:1",
                "pruner must be left out with the sampler population_based"),
            added(
                "folds",
                "cross_validation { folds: 3 }",
                "7:1",
                "cross_validation does not go with the sampler population_based"),
            added(
                "two objectives",
                "objective { metric: \"parameters\" goal: MINIMIZE }",
                "7:1",
                "ranks its members by one objective, the study has 2"),
            added(
                "fewer trials than members",
                "budget { trials: 9 }",
                "7:10",
                "trials must be at least the population, 10, was 9",
                "the 90 trials"),
            added(
                "repeats",
                "budget { repeats { top: 2 } }",
                "7:10",
                "repeats do not go with the sampler population_based"),
            added(
                "a terminator",
                "budget { terminator { error: 0.1 } }",
                "7:10",
                "a terminator does not go with the sampler population_based"),
            added(
                "epochs",
                "parameter { name: \"e\" path: \"training.epochs\" int { min: 2 max: 8 } }",
                "5:1",
                "training.epochs cannot be tuned"),
            added(
                "other samples for each trial",
                "parameter { name: \"s\" path: \"data.scaling\""
                    + " choice { value: [\"NONE\", \"STANDARDIZE\"] } }",
                "5:1",
                "data.scaling cannot be tuned",
                "remove the parameter s"),
            added(
                "other validation samples for each trial",
                "parameter { name: \"v\" path: \"training.validation_fraction\""
                    + " float { min: 0.1 max: 0.3 } }",
                "5:1",
                "training.validation_fraction cannot be tuned"),
            added(
                "a plateau",
                "set: \"optimizer.schedule=reduce_on_plateau\"",
                "5:1",
                "does not go with the model's optimizer.schedule.reduce_on_plateau"),
            added(
                "one epoch",
                "set: \"training.epochs=1\"",
                "5:",
                "needs several epochs, training.epochs is 1"),
            new WrongStudy(
                "the best epoch",
                HEAD.replace("MAXIMIZE }", "MAXIMIZE epoch: BEST }") + POPULATION + RATE,
                "4:58",
                List.of("epoch must be LAST")),
            sampler("population: 1", "population must be at least 2, was 1"),
            sampler("interval_epochs: 0", "interval_epochs must be from 1"),
            sampler("interval_epochs: 9", "below the training's epochs, 9, was 9"),
            sampler("quantile_fraction: 0.6", "quantile_fraction must be above 0 and at most 0.5"),
            sampler("resample_probability: 2", "resample_probability must be from 0 to 1, was 2"),
            sampler("perturbation_factor: 1", "perturbation_factor must be positive and not 1"))
        .map(wrong -> wrong.testIn(directory));
  }

  private StudySpec read(String text, String... settings) throws IOException {
    return StudyFile.read(WrongStudy.write(directory, text), List.of(settings));
  }

  @Test
  void defaultsFollowFromTheTrainingsEpochs() throws IOException {
    StudySpec study = read(HEAD + POPULATION + RATE + "seed: 5");
    // Nine epochs: segments of one.
    assertEquals(PopulationSampler.of(9, 5), study.sampler());
    assertEquals(OptionalInt.of(90), study.budget().trials());
    assertEquals(Objective.Epoch.LAST, study.objective().epoch());
  }

  @Test
  void everySettingIsTaken() throws IOException {
    StudySpec study =
        read(
            HEAD
                + "sampler { population_based { population: 4 interval_epochs: 2"
                + " quantile_fraction: 0.5 resample_probability: 0.1"
                + " perturbation_factor: [1.5, 0.5] } }\n"
                + RATE,
            "budget.trials=12");
    assertEquals(new PopulationSampler(4, 2, 9, 0.5, 0.1, List.of(1.5, 0.5), 0), study.sampler());
    assertEquals(OptionalInt.of(12), study.budget().trials());
    assertEquals(study.sampler(), StudyFile.parse("frozen", study.text(), List.of()).sampler());
  }

  @Test
  void aLineSearchIsRefusedAlsoWhereItIsOneOfSeveralOptimizers() {
    SpecException refused =
        assertThrows(
            SpecException.class,
            () ->
                read(
                    HEAD
                        + POPULATION
                        + "parameter { name: \"optimizer\" path: \"optimizer\""
                        + " choice { value: [\"adam\", \"lbfgs\"] } }"));
    assertTrue(refused.getMessage().contains("lbfgs"), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }
}
