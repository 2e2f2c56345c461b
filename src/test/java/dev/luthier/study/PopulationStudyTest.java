package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.CommandLine;
import dev.luthier.data.Classes;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.TargetKind;
import dev.luthier.device.DeviceChoice;
import dev.luthier.run.Prediction;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Report;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.worker.DeviceSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Populations that are trained on the digits that are shipped, in real worker processes. */
@Timeout(300)
class PopulationStudyTest {

  private static final StudyListener NOBODY = new StudyListener() {};

  @TempDir private Path directory;

  private static String text(String rate, String more) {
    return """
        name: "population"
        model: "%s"
        set: ["training.epochs=6", "training.batch_size=64", "layer[hidden1].dense.units=16"]
        data { path: "digits" validation_fraction: 0.2 }
        objective { metric: "validation/loss" goal: MINIMIZE }
        parameter { name: "rate" path: "optimizer.*.learning_rate" %s }
        parameter { name: "dropout" path: "layer[drop].dropout.rate" float { min: 0.1 max: 0.6 } }
        sampler { population_based { population: 4 interval_epochs: 2 } }
        seed: 4
        """
            .formatted(Path.of("graphs", "digits_mlp.textproto").toAbsolutePath(), rate)
        + more;
  }

  private StudySpec study(String more) {
    return parse(text("float { min: 1e-4 max: 3e-2 scale: LOG }", more));
  }

  private StudySpec parse(String text) {
    return StudyFile.parse(directory.resolve("study").toString(), text, List.of());
  }

  private StudyResult run(
      String name, StudySpec study, int workers, StudyListener listener, BooleanSupplier stop)
      throws IOException, InterruptedException {
    Path root = directory.resolve(name);
    return new ModelStudy(
            new ModelStudy.Request(
                study,
                root,
                StoreLocation.in(root),
                DeviceSlot.onCpu(workers, workers),
                "dev.luthier.cli.Main"),
            InstantSource.system(),
            System::nanoTime)
        .run(listener, stop);
  }

  private static List<Trial> trials(StudyResult result) {
    return result.trials().stream().map(StoredTrial::trial).toList();
  }

  private RunDirectory runOf(String name, int trial) {
    return new RunDirectory(new StudyDirectory(directory.resolve(name)).trial(trial));
  }

  @Test
  void trainsOnFromInheritedWeightsWithTwoWorkers() throws IOException, InterruptedException {
    StudySpec study = study("keep: 2");
    StudyResult result = run("two", study, 2, NOBODY, () -> false);
    List<Trial> trials = trials(result);
    assertEquals(12, result.count(Trial.State.COMPLETE));
    for (Trial trial : trials) {
      Segment segment = trial.segment().orElseThrow();
      assertEquals(
          List.of(segment.start() + 1L, (long) segment.end()),
          trial.reports().stream().map(Report::step).toList());
      assertEquals(trial.lastReport().orElseThrow().value(), trial.value().orElseThrow());
      RunRecord record = RunRecord.read(runOf("two", trial.number()).record());
      assertEquals(segment.end(), record.epochs());
      // 1437 of the digits are trained on in 23 steps an epoch.
      assertEquals(23L * segment.end(), record.steps());
      if (segment.parent().isPresent()) {
        Trial parent = trials.get(segment.parent().getAsInt());
        Trial first = trials.get(segment.member());
        double begun = trial.reports().get(0).value();
        double fresh = first.reports().get(0).value();
        double inherited = parent.value().orElseThrow();
        assertTrue(
            Math.abs(begun - inherited) < Math.abs(begun - fresh) || begun < inherited,
            () -> begun + " after " + inherited + ", anew " + fresh);
      }
    }
    assertTrue(
        trials.stream().anyMatch(trial -> isOfAnother(trial, trials)), "nobody was exploited");
    Trial best = result.best().orElseThrow().trial();
    assertTrue(best.value().orElseThrow() < trials.get(0).value().orElseThrow());
    StudyDirectory written = new StudyDirectory(directory.resolve("two"));
    assertEquals(written.trial(best.number()).toRealPath(), written.bestRun().toRealPath());
    assertEquals(
        best.value().orElseThrow(), exportedLoss(study, written.best().toRealPath()), 1e-5);
    // All members are done: no more than the two best and the one that best leads to.
    assertTrue(kept("two", trials.size()).size() <= 3, () -> "kept " + kept("two", 12));
  }

  /** Of the validation samples, worked out from what a SavedModel predicts for them. */
  private double exportedLoss(StudySpec study, Path savedModel) throws IOException {
    DataDescription data = DataMapping.fromProto(study.trialData(Assignment.empty()), Path.of(""));
    Dataset digits = new DataReader(directory).read(data, ReadOptions.training(TargetKind.CLASSES));
    int[] classes = ((Classes) digits.targets().orElseThrow()).ids();
    float[][] probabilities =
        Prediction.of(savedModel, data, directory, new DeviceChoice.Cpu(), 1).values();
    int[] rows = data.split(digits, OptionalDouble.empty(), 0).validation();
    double sum = 0;
    for (int row : rows) {
      sum -= Math.log(probabilities[row][classes[row]]);
    }
    return sum / rows.length;
  }

  private static boolean isOfAnother(Trial trial, List<Trial> trials) {
    Segment segment = trial.segment().orElseThrow();
    return segment.parent().isPresent()
        && trials.get(segment.parent().getAsInt()).segment().orElseThrow().member()
            != segment.member();
  }

  private Set<Integer> kept(String name, int trials) {
    Set<Integer> kept = new HashSet<>();
    for (int trial = 0; trial < trials; trial++) {
      if (Files.isDirectory(runOf(name, trial).checkpoints())) {
        kept.add(trial);
      }
    }
    return kept;
  }

  @Test
  void isTheSameAfterInterruptionsAndKilledWorkers() throws IOException, InterruptedException {
    StudySpec study = study("retries: 20");
    List<Trial> undisturbed = trials(run("calm", study, 1, NOBODY, () -> false));
    AtomicInteger killed = new AtomicInteger();
    StudyResult result = null;
    int runs = 0;
    do {
      AtomicInteger reports = new AtomicInteger();
      StudyListener disturber =
          new StudyListener() {
            @Override
            public void onReport(StoredTrial trial) {
              boolean isFirst = trial.trial().reports().size() == 1 && trial.attempts() == 1;
              if (isFirst && trial.trial().number() % 4 == 1) {
                killed.addAndGet(killWorker());
              }
              reports.incrementAndGet();
            }
          };
      result = run("disturbed", study, 1, disturber, () -> reports.get() >= 5);
      runs++;
    } while (result.outcome().end() == StudyOutcome.End.INTERRUPTED && runs < 20);
    assertTrue(runs > 2, "interrupted " + runs + " times");
    assertTrue(killed.get() > 1, "killed " + killed.get());
    assertEquals(undisturbed, trials(result));
  }

  private static int killWorker() {
    Optional<ProcessHandle> worker =
        ProcessHandle.current()
            .children()
            .filter(child -> CommandLine.of(child).contains("worker"))
            .findFirst();
    worker.ifPresent(ProcessHandle::destroyForcibly);
    return worker.isPresent() ? 1 : 0;
  }

  @Test
  void whatIsStillToBeInheritedOutlivesThoseThatAreKept() throws IOException, InterruptedException {
    // Seven trials: three members stand after two epochs or four, and may go on one day.
    StudyResult part = run("more", study("keep: 1 budget { trials: 7 }"), 1, NOBODY, () -> false);
    PopulationSampler sampler = (PopulationSampler) study("").sampler();
    Set<Integer> needed = sampler.needed(new History(Goal.MINIMIZE, trials(part)));
    assertTrue(kept("more", 7).containsAll(needed), () -> kept("more", 7) + " of " + needed);
    assertTrue(needed.size() >= 4, needed::toString);
    StudyResult whole = run("more", study("keep: 1"), 1, NOBODY, () -> false);
    assertEquals(12, whole.count(Trial.State.COMPLETE));
    assertEquals(trials(part), trials(whole).subList(0, 7));
  }

  @Test
  void aMemberThatDivergesGoesOnFromAnother() throws IOException, InterruptedException {
    // Of four settings between these the first ones diverge.
    StudySpec study = parse(text("choice { number: [1e-3, 1e30] }", "budget { trials: 12 }"));
    StudyResult result = run("diverging", study, 1, NOBODY, () -> false);
    List<Trial> trials = trials(result);
    List<Trial> failed = new ArrayList<>();
    for (Trial trial : trials) {
      if (trial.state() == Trial.State.INFEASIBLE) {
        failed.add(trial);
      }
    }
    assertFalse(failed.isEmpty());
    int member = failed.get(0).segment().orElseThrow().member();
    Trial next =
        trials.stream()
            .filter(trial -> trial.number() > failed.get(0).number())
            .filter(trial -> trial.segment().orElseThrow().member() == member)
            .findFirst()
            .orElseThrow();
    assertTrue(isOfAnother(next, trials), next::toString);
  }

  private void assertRefused(String text, String... says) {
    StudySpec study = parse(text);
    StudyException refused =
        assertThrows(StudyException.class, () -> run("refused", study, 1, NOBODY, () -> false));
    assertTrue(refused.isInvalid());
    for (String part : says) {
      assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
    assertEquals(1, refused.getMessage().lines().count());
    assertFalse(Files.exists(directory.resolve("refused")));
  }

  @Test
  void whatChangesTheShapesOfWeightsIsRefusedBeforeAnythingIsWritten() {
    String rate = "float { min: 1e-4 max: 3e-2 scale: LOG }";
    assertRefused(
        text(
            rate,
            "parameter { name: \"units\" path: \"layer[hidden2].dense.units\""
                + " int { min: 32 max: 64 } }"),
        "with units = 32 a trial could not inherit the weights of others",
        "variable hidden2/kernel is [16, 32], not [16, 64]");
    assertRefused(
        text(
            rate,
            "parameter { name: \"optimizer\" path: \"optimizer\""
                + " choice { value: [\"adam\", \"sgd\"] } }"),
        "with optimizer = sgd a trial could not inherit the weights of others",
        "is not there then");
  }

  @Test
  void whoeverRunsTrialsWithoutWeightsIsRefused() {
    StudySpec study = study("");
    IllegalArgumentException asked =
        assertThrows(IllegalArgumentException.class, () -> new AskTell(SearchPlan.of(study)));
    assertTrue(asked.getMessage().contains("sampler population_based"), asked.getMessage());
    SearchSpace line = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));
    Study function = Study.of(line).withSampler(PopulationSampler.of(10, 1));
    IllegalArgumentException called =
        assertThrows(
            IllegalArgumentException.class, () -> function.minimize(trial -> trial.number("x")));
    assertTrue(called.getMessage().contains("a function of Java"), called.getMessage());
  }

  @Test
  void trialsOfAnEarlierSearchHaveNoWeights() {
    Path root = directory.resolve("warm");
    ModelStudy warm =
        new ModelStudy(
            new ModelStudy.Request(
                study(""),
                root,
                StoreLocation.in(root),
                DeviceSlot.onCpu(1, 1),
                "dev.luthier.cli.Main",
                Optional.of(new PriorTrials("earlier", List.of(), 0))),
            InstantSource.system(),
            System::nanoTime);
    StudyException refused =
        assertThrows(StudyException.class, () -> warm.run(NOBODY, () -> false));
    assertTrue(refused.getMessage().contains("leave --warm-start out"), refused.getMessage());
    assertFalse(Files.exists(root));
  }
}
