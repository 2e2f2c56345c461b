package dev.luthier.search;

/** {@link Grid} by the contract. */
class GridTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return new Grid();
  }

  @Override
  public boolean isForContinuousSpaces() {
    return false;
  }
}
