package dev.luthier.data;

/**
 * A small generator whose numbers are the same on every Java version.
 *
 * <p>Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
final class SplitMix64 {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  long next() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number from 0 to below the bound, all equally likely. */
  int below(int bound) {
    long bits;
    long value;
    do {
      bits = next() >>> 1;
      value = bits % bound;
    } while (bits - value + (bound - 1) < 0);
    return (int) value;
  }

  /** Puts the numbers into a random order (Fisher and Yates). */
  void shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
  }
}
