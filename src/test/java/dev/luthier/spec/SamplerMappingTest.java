package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.luthier.search.Grid;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.auto.AutoSampler;
import dev.luthier.search.evolution.CmaEsSampler;
import dev.luthier.search.evolution.NsgaSampler;
import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.pruner.AshaPruner;
import dev.luthier.search.pruner.HyperbandPruner;
import dev.luthier.search.pruner.LearningCurvePruner;
import dev.luthier.search.pruner.MedianPruner;
import dev.luthier.search.pruner.PatientPruner;
import dev.luthier.search.pruner.PercentilePruner;
import dev.luthier.search.pruner.ThresholdPruner;
import dev.luthier.search.sobol.SobolSampler;
import dev.luthier.search.tpe.BohbSampler;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.spec.proto.PrunerDef;
import dev.luthier.spec.proto.SamplerDef;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Samplers and pruners of study files; defaults are those of the records. */
class SamplerMappingTest {

  private static final int EPOCHS = 81;
  private static final long SEED = 7;

  private static Sampler sampler(String text) throws TextFormat.ParseException {
    return SamplerMapping.fromProto(
        TextFormat.parse(text, SamplerDef.class), OptionalInt.of(40), SEED);
  }

  private static Pruner pruner(String text) throws TextFormat.ParseException {
    return PrunerMapping.fromProto(TextFormat.parse(text, PrunerDef.class), EPOCHS);
  }

  @Test
  void samplersOfGenerations() throws TextFormat.ParseException {
    assertEquals(NsgaSampler.of(SEED), sampler("nsga {}"));
    assertEquals(
        new NsgaSampler(30, 0.5, 2, SEED),
        sampler("nsga { population: 30 crossover: 0.5 mutation: 2 }"));
    assertEquals(CmaEsSampler.of(SEED), sampler("cma_es {}"));
    assertEquals(new CmaEsSampler(OptionalInt.of(8), SEED), sampler("cma_es { population: 8 }"));
  }

  @Test
  void everySampler() throws TextFormat.ParseException {
    Map<String, Sampler> expected =
        Map.of(
            "", AutoSampler.of(OptionalInt.of(40), SEED),
            "auto {}", AutoSampler.of(OptionalInt.of(40), SEED),
            "grid {}", new Grid(),
            "random {}", new RandomSampler(),
            "sobol {}", new SobolSampler(SEED),
            "tpe {}", TpeSampler.of(),
            "tpe { startup_trials: 3 candidates: 9 }", new TpeSampler(3, 9),
            "gp { startup_trials: 4 }", new GaussianProcessSampler(4, SEED),
            "bohb {}", BohbSampler.of(),
            "bohb { random_fraction: 0 top_fraction: 0.5 }", new BohbSampler(0, 0.5));
    for (Map.Entry<String, Sampler> entry : expected.entrySet()) {
      assertEquals(entry.getValue(), sampler(entry.getKey()), entry.getKey());
    }
  }

  @Test
  void everyPruner() throws TextFormat.ParseException {
    Map<String, Pruner> expected =
        Map.ofEntries(
            Map.entry("none {}", new Pruner.None()),
            Map.entry("median {}", MedianPruner.of()),
            Map.entry(
                "percentile { percentile: 25 interval_epochs: 2 }",
                new PercentilePruner(25, 5, 0, 2)),
            Map.entry(
                "threshold { lower: 0.5 warmup_epochs: 3 }",
                new ThresholdPruner(OptionalDouble.of(0.5), OptionalDouble.empty(), 3, 1)),
            Map.entry("patient { patience: 2 }", PatientPruner.of(2)),
            Map.entry(
                "patient { patience: 2 min_delta: 0.5 pruner { median {} } }",
                new PatientPruner(2, 0.5, MedianPruner.of())),
            Map.entry("asha {}", AshaPruner.of(EPOCHS)),
            Map.entry("asha { reduction: 2 grace_epochs: 3 }", new AshaPruner(2, 3, EPOCHS)),
            Map.entry("hyperband {}", HyperbandPruner.of(EPOCHS)),
            Map.entry(
                "hyperband { reduction: 4 min_epochs: 2 }", new HyperbandPruner(4, 2, EPOCHS)),
            Map.entry("learning_curve {}", LearningCurvePruner.of(EPOCHS)),
            Map.entry(
                "learning_curve { eagerness: 2 startup_trials: 4 warmup_epochs: 3"
                    + " interval_epochs: 5 }",
                new LearningCurvePruner(2, 4, 3, 5, EPOCHS)));
    for (Map.Entry<String, Pruner> entry : expected.entrySet()) {
      assertEquals(entry.getValue(), pruner(entry.getKey()), entry.getKey());
    }
  }

  @Test
  void whatPausesTrialsIsNotHeldBack() {
    String problem =
        assertThrows(
                IllegalArgumentException.class,
                () -> pruner("patient { patience: 2 pruner { asha {} } }"))
            .getMessage();
    assertTrue(problem.startsWith("pruner of patient must be one that gives trials up"), problem);
  }
}
