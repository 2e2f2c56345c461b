package dev.luthier.search;

import java.util.OptionalInt;

/**
 * The part of a training that a trial is, where a {@linkplain
 * dev.luthier.search.evolution.PopulationSampler population} is trained.
 *
 * @param member of the population whose training goes on, from 0
 * @param parent number of the trial whose weights it begins with; empty where it begins anew
 * @param start epochs that the parent was trained for, all its ancestors' included; 0 without one
 * @param end epochs that it was trained for itself once it is complete
 */
public record Segment(int member, OptionalInt parent, int start, int end) implements Origin {

  public Segment {
    if (member < 0
        || start < 0
        || end <= start
        || parent.orElse(0) < 0
        || parent.isPresent() != start > 0) {
      throw new IllegalArgumentException(
          "a segment must be of a member from 0 on, end after its start, and have a parent unless"
              + " it starts at 0, was of member "
              + member
              + " from "
              + start
              + " to "
              + end
              + " with parent "
              + parent);
    }
  }

  /**
   * One that begins with new weights.
   *
   * @param member of the population, from 0
   * @param end epochs that it is trained for
   */
  public static Segment anew(int member, int end) {
    return new Segment(member, OptionalInt.empty(), 0, end);
  }
}
