package dev.luthier.spec;

import dev.luthier.nn.Padding;
import java.util.List;

/** The two fields of a window's padding as one record. */
final class PaddingMapping {

  private PaddingMapping() {}

  /**
   * The record of both fields; without either it is VALID, as in Keras.
   *
   * @param explicit the numbers of {@code explicit_padding}
   */
  static Padding fromProto(dev.luthier.spec.proto.Padding def, List<Integer> explicit) {
    if (explicit.isEmpty()) {
      return switch (def) {
        case SAME -> Padding.SAME;
        case VALID, PADDING_UNSPECIFIED -> Padding.VALID;
        case UNRECOGNIZED ->
            throw new IllegalArgumentException(
                "padding must be SAME or VALID, was another number; write padding: SAME");
      };
    }
    if (def != dev.luthier.spec.proto.Padding.PADDING_UNSPECIFIED) {
      throw new IllegalArgumentException(
          "explicit_padding excludes padding, was "
              + explicit
              + " with padding "
              + def
              + "; leave one of them out");
    }
    return new Padding.Explicit(explicit);
  }

  /** What the field {@code padding} says; VALID is left unspecified. */
  static dev.luthier.spec.proto.Padding toProto(Padding padding) {
    return padding instanceof Padding.Same
        ? dev.luthier.spec.proto.Padding.SAME
        : dev.luthier.spec.proto.Padding.PADDING_UNSPECIFIED;
  }

  /** What the field {@code explicit_padding} says. */
  static List<Integer> explicit(Padding padding) {
    return padding instanceof Padding.Explicit explicit ? explicit.sizes() : List.of();
  }
}
