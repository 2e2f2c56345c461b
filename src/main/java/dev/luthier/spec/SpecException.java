package dev.luthier.spec;

/**
 * A file or a setting that cannot be used. The message is one line: where, then what is wrong, what
 * was found and what to write instead.
 */
public final class SpecException extends RuntimeException {

  /**
   * A problem at a place.
   *
   * @param where such as {@code graphs/mnist_mlp.textproto:4:17}
   * @param problem one line
   */
  public SpecException(String where, String problem) {
    super(where + ": " + problem);
  }
}
