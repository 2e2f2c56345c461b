package dev.luthier.data;

/**
 * Whether samples stay in their files and are decoded while a model works, instead of lying decoded
 * in memory.
 *
 * @param mode who decides
 * @param bound bytes of decoded samples up to which {@link Mode#AUTO} keeps them in memory
 */
public record Streaming(Mode mode, long bound) {

  /** 1 GiB: while a set is read, it is in memory twice. */
  public static final long DEFAULT_BOUND = 1L << 30;

  /** Who decides about streaming. */
  public enum Mode {
    /** The size of the decoded samples. */
    AUTO,
    /** All samples stay in their files. */
    ALWAYS,
    /** All samples are in memory. */
    NEVER
  }

  public Streaming {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be a positive number of bytes, was " + bound);
    }
  }

  /** What is done where nothing is said. */
  public static Streaming standard() {
    return new Streaming(Mode.AUTO, DEFAULT_BOUND);
  }

  Streaming withMode(Mode other) {
    return new Streaming(other, bound);
  }

  /** Whether samples that take so many bytes, decoded, are streamed. */
  boolean streams(long bytes) {
    return mode == Mode.ALWAYS || (mode == Mode.AUTO && bytes > bound);
  }
}
