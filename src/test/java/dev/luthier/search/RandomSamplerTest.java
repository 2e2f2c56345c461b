package dev.luthier.search;

/** {@link RandomSampler} by the contract. */
class RandomSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return new RandomSampler();
  }
}
