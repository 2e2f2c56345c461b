package dev.luthier.data;

import java.util.List;

/**
 * One class a sample.
 *
 * @param names of the classes, by id
 * @param ids class of each sample
 */
// The array is large, read in bulk, and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
public record Classes(List<String> names, int[] ids) implements Targets {

  public Classes {
    names = List.copyOf(names);
    for (int sample = 0; sample < ids.length; sample++) {
      requireWithin(ids[sample], sample, names.size());
    }
  }

  @Override
  public int samples() {
    return ids.length;
  }

  /**
   * Checks the ids against the number of a model's outputs.
   *
   * @throws DataException naming the first label that no output stands for
   */
  public void requireWithin(int units) {
    for (int sample = 0; sample < ids.length; sample++) {
      requireWithin(ids[sample], sample, units);
    }
  }

  private static void requireWithin(int id, int sample, int classes) {
    if (id < 0 || id >= classes) {
      throw new DataException(
          "label "
              + id
              + " at sample "
              + sample
              + " is outside the "
              + classes
              + " classes 0 to "
              + (classes - 1));
    }
  }
}
