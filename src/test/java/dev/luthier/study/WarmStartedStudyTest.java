package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.history.FinishedTrials;
import dev.luthier.search.Assignment;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.worker.DeviceSlot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that begins with the finished trials of an earlier one. */
class WarmStartedStudyTest {

  @TempDir private Path directory;

  private static StudySpec study(int trials) {
    return StudyFile.parse(
        "study.textproto",
        """
        name: "warm"
        model_definition {
          name: "m" input { name: "features" shape: 4 }
          layer { name: "logits" dense { units: 3 } } loss { softmax_cross_entropy {} }
          training { epochs: 1 }
        }
        data { path: "iris" }
        objective { metric: "validation/loss" goal: MINIMIZE }
        parameter { name: "rate" path: "optimizer.adam.learning_rate" float { min: 0.001 max: 0.1 } }
        sampler { tpe { startup_trials: 4 } }
        seed: 5
        """
            + "budget { trials: "
            + trials
            + " }",
        List.of());
  }

  private List<Assignment> run(String name, int trials, Optional<PriorTrials> prior)
      throws IOException, InterruptedException {
    Path path = directory.resolve(name);
    ModelStudy.Request request =
        new ModelStudy.Request(
            study(trials),
            path,
            StoreLocation.in(path),
            DeviceSlot.onCpu(1, 1),
            "dev.luthier.cli.Main",
            prior);
    return new ModelStudy(request, InstantSource.system(), System::nanoTime)
        .run(new StudyListener() {}, () -> false).trials().stream()
            .map(stored -> stored.trial().assignment())
            .toList();
  }

  @Test
  void countsItsOwnTrialsAndGoesOnAlike() throws IOException, InterruptedException {
    List<Assignment> first = run("first", 4, Optional.empty());
    StudySpec study = study(4);
    Optional<PriorTrials> prior =
        Optional.of(
            FinishedTrials.read(directory.resolve("first").toString())
                .of(study.space(), study.objective().goal()));
    assertEquals(first, prior.get().trials().stream().map(t -> t.assignment()).toList());
    List<Assignment> atOnce = run("at-once", 3, prior);
    assertEquals(3, atOnce.size());
    assertNotEquals(first.subList(0, 3), atOnce);
    run("in-parts", 1, prior);
    // The same without naming the earlier study again.
    assertEquals(atOnce, run("in-parts", 3, Optional.empty()));
    StudyException refused = assertThrows(StudyException.class, () -> run("first", 5, prior));
    assertTrue(refused.getMessage().contains("leave --warm-start out"), refused.getMessage());
  }
}
