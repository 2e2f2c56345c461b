package dev.luthier.nn;

/**
 * How deep a repeated block goes, sample by sample: each repetition but the last has a halting
 * unit, and the block's output is their {@link HaltedSum} (Graves 2016, Figurnov et al. 2017).
 *
 * @param unit that reads a repetition's output
 * @param sum of the repetitions' outputs
 */
public record AdaptiveDepth(HaltingUnit unit, HaltedSum sum) {}
