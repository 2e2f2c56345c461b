package dev.luthier.spec;

import dev.luthier.search.Grid;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.auto.AutoSampler;
import dev.luthier.search.evolution.CmaEsSampler;
import dev.luthier.search.evolution.NsgaSampler;
import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.sobol.SobolSampler;
import dev.luthier.search.tpe.BohbSampler;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.spec.proto.BohbDef;
import dev.luthier.spec.proto.CmaEsDef;
import dev.luthier.spec.proto.GaussianProcessDef;
import dev.luthier.spec.proto.NsgaDef;
import dev.luthier.spec.proto.SamplerDef;
import dev.luthier.spec.proto.TpeDef;
import java.util.OptionalInt;

/** Samplers as messages and as records. */
final class SamplerMapping {

  private SamplerMapping() {}

  /**
   * The record of a sampler that needs to know nothing of the model.
   *
   * @param budget trials of the study; empty where there is no limit
   * @param seed of the study, which all points of one sequence come from
   */
  static Sampler fromProto(SamplerDef def, OptionalInt budget, long seed) {
    return switch (def.getKindCase()) {
      case AUTO, KIND_NOT_SET -> AutoSampler.of(budget, seed);
      case GRID -> new Grid();
      case RANDOM -> new RandomSampler();
      case SOBOL -> new SobolSampler(seed);
      case TPE -> tpe(def.getTpe());
      case GP -> gaussianProcess(def.getGp(), seed);
      case BOHB -> bohb(def.getBohb());
      case NSGA -> nsga(def.getNsga(), seed);
      case CMA_ES -> cmaEs(def.getCmaEs(), seed);
      case POPULATION_BASED ->
          throw new IllegalStateException("a population is mapped by PopulationMapping");
    };
  }

  private static Sampler tpe(TpeDef def) {
    TpeSampler standard = TpeSampler.of();
    return new TpeSampler(
        def.hasStartupTrials() ? def.getStartupTrials() : standard.startupTrials(),
        def.hasCandidates() ? def.getCandidates() : standard.candidates());
  }

  private static Sampler gaussianProcess(GaussianProcessDef def, long seed) {
    GaussianProcessSampler standard = GaussianProcessSampler.of(seed);
    return def.hasStartupTrials() ? standard.withStartupTrials(def.getStartupTrials()) : standard;
  }

  private static Sampler nsga(NsgaDef def, long seed) {
    NsgaSampler standard = NsgaSampler.of(seed);
    return new NsgaSampler(
        def.hasPopulation() ? def.getPopulation() : standard.population(),
        def.hasCrossover() ? def.getCrossover() : standard.crossover(),
        def.hasMutation() ? def.getMutation() : standard.mutation(),
        seed);
  }

  private static Sampler cmaEs(CmaEsDef def, long seed) {
    return new CmaEsSampler(
        def.hasPopulation() ? OptionalInt.of(def.getPopulation()) : OptionalInt.empty(), seed);
  }

  private static Sampler bohb(BohbDef def) {
    BohbSampler standard = BohbSampler.of();
    return new BohbSampler(
        def.hasRandomFraction() ? def.getRandomFraction() : standard.randomFraction(),
        def.hasTopFraction() ? def.getTopFraction() : standard.topFraction());
  }
}
