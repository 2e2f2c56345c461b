package dev.luthier.study.trial;

import dev.luthier.search.Assignment;
import dev.luthier.search.Segment;
import java.util.Optional;

/**
 * A trial to be run, or to be gone on with.
 *
 * @param number of the trial
 * @param assignment that is tried
 * @param seed of everything random in it
 * @param judged whether each report waits for a verdict
 * @param reported the last step of which there is a report; 0 for none
 * @param segment that it is of a longer training; empty for a whole one
 */
public record TrialRequest(
    int number,
    Assignment assignment,
    long seed,
    boolean judged,
    long reported,
    Optional<Segment> segment) {

  /** One that is a training of its own. */
  public TrialRequest(int number, Assignment assignment, long seed, boolean judged, long reported) {
    this(number, assignment, seed, judged, reported, Optional.empty());
  }
}
