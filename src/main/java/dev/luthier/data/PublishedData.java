package dev.luthier.data;

import java.net.URI;
import java.util.List;

/**
 * A well-known data set and where it can be fetched from.
 *
 * @param name that users write
 * @param location that the files' names are appended to
 * @param files to fetch; a {@code .tar.gz} is unpacked
 */
public record PublishedData(String name, URI location, List<File> files) {

  public PublishedData {
    files = List.copyOf(files);
  }

  /**
   * A file of it.
   *
   * @param name below the location
   * @param checksum of the content
   */
  public record File(String name, Checksum checksum) {}

  static final PublishedData MNIST =
      new PublishedData(
          "mnist",
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
          List.of(
              new File(
                  "train-images-idx3-ubyte.gz",
                  Checksum.sha256(
                      "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
              new File(
                  "train-labels-idx1-ubyte.gz",
                  Checksum.sha256(
                      "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
              new File(
                  "t10k-images-idx3-ubyte.gz",
                  Checksum.sha256(
                      "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
              new File(
                  "t10k-labels-idx1-ubyte.gz",
                  Checksum.sha256(
                      "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"))));

  static final PublishedData FASHION_MNIST =
      new PublishedData(
          "fashion-mnist",
          URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
          List.of(
              new File(
                  "train-images-idx3-ubyte.gz", Checksum.md5("8d4fb7e6c68d591d4c3dfef9ec88bf0d")),
              new File(
                  "train-labels-idx1-ubyte.gz", Checksum.md5("25c81989df183df01b3e8a0aad5dffbe")),
              new File(
                  "t10k-images-idx3-ubyte.gz", Checksum.md5("bef4ecab320f06d8554ea6380940ec79")),
              new File(
                  "t10k-labels-idx1-ubyte.gz", Checksum.md5("bb300cfdad3c16e7a12a480ee83cd310"))));

  static final PublishedData CIFAR10 =
      new PublishedData(
          "cifar10",
          URI.create("https://www.cs.toronto.edu/~kriz/"),
          List.of(
              new File(
                  "cifar-10-binary.tar.gz", Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"))));
}
