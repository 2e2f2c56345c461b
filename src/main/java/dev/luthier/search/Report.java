package dev.luthier.search;

/**
 * A trial's objective on the way.
 *
 * @param step how far the trial had come, from 1: epochs, for a training
 * @param value of the objective there
 */
public record Report(long step, double value) {}
