package dev.luthier.search;

/** What a trial follows from, where it is no training of its own. */
public sealed interface Origin permits Origin.Repeat, Segment {

  /**
   * Another training with the parameters of an earlier trial, with another seed.
   *
   * @param original number of that trial
   */
  record Repeat(int original) implements Origin {}
}
