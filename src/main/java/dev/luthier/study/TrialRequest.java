package dev.luthier.study;

import dev.luthier.search.Assignment;

/**
 * A trial to be run, or to be gone on with.
 *
 * @param number of the trial
 * @param assignment that is tried
 * @param seed of everything random in it
 * @param judged whether each report waits for a verdict
 * @param reported the last step of which there is a report; 0 for none
 */
public record TrialRequest(
    int number, Assignment assignment, long seed, boolean judged, long reported) {}
