package dev.luthier.data;

/** Orders of rows that are the same on every Java version. */
public final class RowOrder {

  private RowOrder() {}

  /** The rows in a random order; the argument is left as it is. */
  public static int[] shuffled(int[] rows, long seed) {
    int[] order = rows.clone();
    new SplitMix64(seed).shuffle(order);
    return order;
  }
}
