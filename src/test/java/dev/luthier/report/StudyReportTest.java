package dev.luthier.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir private Path root;

  private static StudyReport report(SampleStudy study) throws IOException {
    return new ReportMaker(study.spec, study.directory).of(study.store.changedSince(0), 12.5, NOW);
  }

  @Test
  void aStudyWithoutTrials() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      StudyReport report = report(study);
      assertEquals(0, report.trials().size());
      assertNull(report.best());
      assertTrue(report.importance().shares().isEmpty());
      assertTrue(report.importance().obstacle().contains("4 complete trials"));
      assertTrue(report.surfaces().isEmpty() && report.curves().isEmpty());
      assertTrue(report.timeline().bars().isEmpty());
      assertEquals("sample", report.study().name());
      assertEquals(200, report.study().budget());
      assertEquals("2026-01-02T03:04:05Z", report.study().written());
      assertEquals(1, report.sources().size());
    }
  }

  @Test
  void historyPositionsAndCurves() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      double[] values = {Double.NaN, 0.5, 0.25, 0.75, 0.7};
      for (double value : values) {
        int number = study.begin(SampleStudy.assignment(3, 0.01, Double.isNaN(value) ? 0 : 16));
        study.report(number, 0.1, Double.NaN, 0.3);
        if (Double.isNaN(value)) {
          study.end(number, Trial.State.PRUNED, OptionalDouble.of(value));
        } else {
          study.end(number, Trial.State.COMPLETE, OptionalDouble.of(value));
        }
      }
      StudyReport report = report(study);
      assertEquals(Arrays.asList(null, 0.5, 0.5, 0.75, 0.75), report.bestSoFar());
      assertEquals(Arrays.asList(3.0, 0.01, 0.0, null), report.positions().get(0));
      assertEquals(List.of(3.0, 0.01, 1.0, 16.0), report.positions().get(1));
      assertEquals(3, report.best().trial());
      assertEquals(Arrays.asList((Double) null), report.values().get(0));
      assertEquals(List.of(0.75), report.values().get(3));
      assertEquals(
          List.of(new StudyReport.Objective("validation/accuracy", "MAXIMIZE")),
          report.objectives());
      assertEquals("luthier export " + root + "#3 --to DIR", report.best().export());
      assertEquals(List.of(1L, 2L, 3L), report.curves().get(4).steps());
      JsonNode json = new ObjectMapper().readTree(ReportPage.json(report));
      assertTrue(json.at("/trials/0/value").isNull());
      assertTrue(json.at("/curves/0/values/1").isNull());
      assertEquals(0.3, json.at("/curves/0/values/2").doubleValue());
      assertEquals(Map.of("PRUNED", 1, "COMPLETE", 4), report.study().states());
    }
  }

  @Test
  void theFrontOfTwoObjectives() throws IOException {
    StudyReport report = TwoObjectives.report(root);
    assertEquals(List.of(3, 0, 1), report.front());
    assertEquals(3, report.best().trial());
    assertEquals(List.of(0.8, 50.0), report.values().get(1));
    assertEquals(Arrays.asList(null, null), report.values().get(5));
    assertEquals(
        List.of(
            new StudyReport.Objective("validation/accuracy", "MAXIMIZE"),
            new StudyReport.Objective("parameters", "MINIMIZE")),
        report.objectives());
    assertEquals(50, report.trials().get(1).at("/values/parameters").doubleValue());
  }

  @Test
  void theLineageOfAPopulation() throws IOException {
    StudyReport.Lineage lineage = SamplePopulation.report(root).lineage();
    assertEquals(List.of(2, 4, 6), lineage.best());
    assertEquals(9, lineage.parts().size());
    assertEquals(new StudyReport.Part(2, 2, null, 0, 2), lineage.parts().get(2));
    assertEquals(new StudyReport.Part(4, 1, 2, 2, 4), lineage.parts().get(4));
    assertNull(TwoObjectives.report(root).lineage());
  }

  @Test
  void theTrialsAreThoseOfTheCommandLineAndTheImportanceIsTheirs() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      study.fill(60);
      StudyFindings findings =
          new StudyFindings(
              study.spec.space(),
              study.spec.goals(),
              study.spec.metrics(),
              study.store.changedSince(0));
      StudyReport report = report(study);
      assertEquals(findings.trialsJson(), report.trials());
      assertEquals(
          List.copyOf(findings.importance(0).keySet()),
          report.importance().shares().stream().map(StudyReport.Share::parameter).toList());
      for (StudyReport.Share share : report.importance().shares()) {
        assertEquals(findings.importance(0).get(share.parameter()), share.share());
      }
      assertNull(report.importance().obstacle());
      // Of four parameters, each pair once.
      assertEquals(6, report.surfaces().size());
      assertEquals(60, report.curves().size());
      assertEquals(
          List.of(
              new StudyReport.Environment(
                  "1", "2.18.0", "17", "cpu", 1, "0123456789abcdef", 120, 17, 60)),
          report.environments());
    }
  }

  /** The numbers are scikit-learn 1.9.1's, by src/test/python/report.py. */
  @Test
  void scoresOfClasses() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      study.fill(3);
      Confusion confusion = report(study).best().confusion();
      assertEquals(0.7058823529411765, confusion.accuracy(), 1e-15);
      assertScore(0.625, 0.8333333333333334, 0.7142857142857143, 6, confusion.scores().get(0));
      assertScore(
          0.7777777777777778, 0.7777777777777778, 0.7777777777777778, 9, confusion.scores().get(1));
      assertScore(0, 0, 0, 2, confusion.scores().get(2));
      assertEquals(List.of(2L, 7L, 0L), confusion.counts().get(1));
    }
  }

  private static void assertScore(
      double precision, double recall, double f1, long samples, Confusion.Score score) {
    assertEquals(precision, score.precision(), 1e-15);
    assertEquals(recall, score.recall(), 1e-15);
    assertEquals(f1, score.f1(), 1e-15);
    assertEquals(samples, score.samples());
  }

  /** The numbers are NumPy 2.0.2's, by src/test/python/report.py. */
  @Test
  void surfaceIsAKernelsMean() {
    ParameterAxis x = axis(Parameter.of("x", FloatRange.of(0, 10)));
    ParameterAxis y = axis(Parameter.of("y", FloatRange.of(0.001, 10).withScale(Scale.LOG)));
    Surface surface =
        Surface.of(
            0,
            x,
            1,
            y,
            List.of(
                new Surface.Sample(2, 0.01, 1),
                new Surface.Sample(3, 0.1, 2),
                new Surface.Sample(9, 5, 4)));
    assertEquals(1.266182086080301, surface.cells().get(6).get(5), 1e-4);
    assertEquals(1.8447166817776781, surface.cells().get(12).get(8), 1e-4);
    assertEquals(2.8381022002003706, surface.cells().get(16).get(14), 1e-4);
    assertEquals(3.9998941758152067, surface.cells().get(22).get(21), 1e-4);
    assertNull(surface.cells().get(0).get(23));
    assertEquals(25, surface.yEdges().size());
    assertEquals(0.001, surface.yEdges().get(0));
    assertEquals(0.1, surface.yEdges().get(12), 1e-12);
    assertEquals(10, surface.yEdges().get(24));
  }

  @Test
  void categoriesOfASurfaceHaveNothingInCommon() {
    ParameterAxis x = axis(Parameter.of("x", Choice.of("a", "b", "c")));
    ParameterAxis y = axis(Parameter.of("y", FloatRange.of(0, 1)));
    Surface surface =
        Surface.of(
            0, x, 1, y, List.of(new Surface.Sample(0, 0.5, 1), new Surface.Sample(1, 0.5, 3)));
    assertEquals(Arrays.asList(1.0, 3.0, null), surface.cells().get(12));
    assertEquals(List.of(-0.5, 0.5, 1.5, 2.5), surface.xEdges());
  }

  private static ParameterAxis axis(Parameter parameter) {
    return ParameterAxis.of(parameter);
  }

  @Test
  void axesOfAllDomains() {
    ParameterAxis units = axis(Parameter.of("u", new IntRange(8, 64, 2, Scale.LOG)));
    assertEquals(ParameterAxis.Kind.LOG, units.kind());
    assertEquals(64, units.max());
    Parameter momentum = Parameter.of("m", FloatRange.of(0.1, 0.9).withScale(Scale.REVERSE_LOG));
    ParameterAxis reverse = axis(momentum);
    assertEquals(ParameterAxis.Kind.PLACE, reverse.kind());
    assertEquals(5, reverse.ticks().size());
    assertEquals("0.9", reverse.ticks().get(4));
    double place = reverse.position(momentum, new Assignment(Map.of("m", Value.of(0.9))));
    assertEquals(1, place, 1e-12);
    ParameterAxis flags = axis(Parameter.of("f", Choice.ofFlags()));
    assertEquals(List.of("false", "true"), flags.categories());
    ParameterAxis fixed = axis(Parameter.of("one", IntRange.of(3, 3)));
    assertEquals(List.of("3"), fixed.categories());
    assertFalse(fixed.hasSeveralPositions());
    // A value of an older definition is none of the axis's.
    assertNull(reverse.position(momentum, new Assignment(Map.of("m", Value.of(2.0)))));
  }

  @Test
  void damagedAndMissingFilesAreLeftOut() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      study.fill(3);
      Files.writeString(study.directory.trial(0).resolve("run.json"), "{");
      Files.delete(study.directory.trial(1).resolve("run.json"));
      Files.delete(study.directory.trial(1).resolve("work.txt"));
      Files.delete(study.directory.trial(0).resolve("model.textproto"));
      Files.delete(study.directory.trial(1).resolve("model.textproto"));
      StudyReport report = report(study);
      assertNull(report.best().confusion());
      assertEquals(1, report.environments().get(0).trials());
      assertEquals(2, report.timeline().bars().size());
      assertEquals(1, report.sources().size());
    }
  }
}
