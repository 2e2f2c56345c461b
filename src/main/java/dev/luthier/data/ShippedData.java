package dev.luthier.data;

import java.util.List;
import java.util.Optional;

/**
 * A small data set that comes with the program; the resource {@code /data/NOTICE.txt} says where it
 * is from.
 *
 * @param name that users write
 * @param file the resource
 * @param format of the resource
 * @param scaling where the user asks for none
 */
record ShippedData(String name, DataFile file, TableFormat format, Scaling scaling) {

  /** Fisher's irises; used as they are, so that a regularized model equals other tools'. */
  private static final ShippedData IRIS =
      new ShippedData(
          "iris",
          DataFile.resource("/data/iris.csv"),
          TableFormat.standard().withLabel("label"),
          Scaling.NONE);

  /** Handwritten digits, 8 by 8 pixels from 0 to 16. */
  private static final ShippedData DIGITS =
      new ShippedData(
          "digits",
          DataFile.resource("/data/digits.csv"),
          TableFormat.standard()
              .withLabel("target")
              .withTensor(new TensorColumns("pixels", List.of(8, 8), true, 0.0625f)),
          Scaling.DEFAULT);

  static final List<ShippedData> ALL = List.of(IRIS, DIGITS);

  static Optional<ShippedData> named(String name) {
    return ALL.stream().filter(data -> data.name.equals(name)).findFirst();
  }
}
