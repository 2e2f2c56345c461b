package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.ExampleData;
import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.graph.SessionPool;
import dev.luthier.nn.Network;
import dev.luthier.run.RunRecord;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.search.Assignment;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.TrainingDef;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every model in graphs/ is trained and every study in tuner/ runs a trial, for one epoch of
 * made-up samples. New files are found by themselves.
 */
class ShippedFilesTest {

  private static final OptionalInt THREADS = OptionalInt.of(Trials.SETTINGS.threads());

  /** Of a study's assignments so many are drawn, and the one of the smallest network is tried. */
  private static final int DRAWS = 20;

  @TempDir private Path directory;

  private interface Use {
    void of(Path file) throws IOException;
  }

  private static Stream<DynamicTest> each(String files, Use use) throws IOException {
    try (Stream<Path> listed = Files.list(Path.of(files))) {
      List<Path> sorted = listed.sorted().toList();
      assertFalse(sorted.isEmpty());
      return sorted.stream()
          .map(file -> DynamicTest.dynamicTest(file.toString(), () -> use.of(file)));
    }
  }

  @TestFactory
  Stream<DynamicTest> modelsAreTrained() throws IOException {
    return each("graphs", this::train);
  }

  private void train(Path file) throws IOException {
    ModelSpec model = ModelFile.read(file, List.of("training.epochs=1")).spec();
    TrainingRequest request =
        new TrainingRequest(
            model,
            DataDescription.of(examples(file, model)),
            directory,
            directory.resolve(file.getFileName() + ".run"),
            1,
            Trials.SETTINGS.device(),
            THREADS,
            false,
            TrainingRequest.Outputs.FIGURES);
    RunRecord record =
        new TrainingRun(request, InstantSource.system(), System::nanoTime)
            .train(new TrainingListener() {}, () -> false);
    assertEquals(RunRecord.State.COMPLETE, record.state());
    assertTrue(record.steps() > 0);
    assertTrue(Double.isFinite(record.loss()), "loss");
  }

  @TestFactory
  Stream<DynamicTest> studiesRunATrial() throws IOException {
    return each("tuner", this::runATrial);
  }

  /** What a worker does with its first order, on other data and for one epoch. */
  private void runATrial(Path file) throws IOException {
    StudySpec study = StudyFile.read(file, List.of());
    Assignment assignment = smallest(study);
    StudyDirectory studyDirectory = new StudyDirectory(directory.resolve(file.getFileName()));
    TrainOrder asked =
        new TrainOrders(study, studyDirectory).trial(new TrialRequest(0, assignment, 1, false, 0));
    TrainingDef once = asked.getModel().getTraining().toBuilder().setEpochs(1).build();
    ModelSpec model = ModelSpec.of(asked.getModel());
    DataDef data = asked.getData().toBuilder().clearFormat().setPath(examples(file, model)).build();
    TrainOrder order =
        asked.toBuilder()
            .setModel(asked.getModel().toBuilder().setTraining(once))
            .setData(data)
            .build();
    EndReport end =
        new TrialTraining(
                order,
                new WarmData(directory),
                directory,
                Trials.SETTINGS.device(),
                THREADS,
                new SessionPool(0),
                new Activity(),
                notice -> {})
            .train(epoch -> {}, () -> false);
    assertEquals(EndReport.State.COMPLETE, end.getState(), end.getError());
    assertTrue(end.getSteps() > 0);
    assertTrue(Double.isFinite(end.getValue(0)), study.objective().metric());
  }

  private static Assignment smallest(StudySpec study) {
    SplittableRandom random = new SplittableRandom(3);
    return Stream.generate(
            () -> study.space().assign(drawn -> drawn.domain().fromUnit(random.nextDouble())))
        .filter(study.space()::isFeasible)
        .limit(DRAWS)
        .min(Comparator.comparingLong(assignment -> multiplyAdds(study, assignment)))
        .orElseThrow();
  }

  private static long multiplyAdds(StudySpec study, Assignment assignment) {
    return Network.of(ModelSpec.of(study.trialModel(assignment)).model(), Map.of()).multiplyAdds();
  }

  private String examples(Path file, ModelSpec model) throws IOException {
    Path examples = Files.createDirectories(directory.resolve(file.getFileName() + ".examples"));
    return ExampleData.write(examples, model).toString();
  }
}
