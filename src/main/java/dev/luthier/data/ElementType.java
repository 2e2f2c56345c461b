package dev.luthier.data;

/** What the values of a tensor are stored as. */
public enum ElementType {
  /** Whole numbers from 0 to 255. */
  UINT8(1),
  /** IEEE single precision. */
  FLOAT32(4);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes a value. */
  public int bytes() {
    return bytes;
  }
}
