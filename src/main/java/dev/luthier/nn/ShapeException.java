package dev.luthier.nn;

/** A layer was given what it cannot work on. */
public final class ShapeException extends IllegalArgumentException {

  private final String path;

  ShapeException(String path, String message) {
    super("layer " + path + ": " + message);
    this.path = path;
  }

  /** Names of the blocks around the layer and of the layer, such as {@code stage1/conv}. */
  public String path() {
    return path;
  }
}
