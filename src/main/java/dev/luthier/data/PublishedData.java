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
   * @param bytes of the content; a server that sends more is not listened to
   * @param checksum of the content
   */
  public record File(String name, long bytes, Checksum checksum) {}

  static final PublishedData MNIST =
      new PublishedData(
          "mnist",
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
          List.of(
              new File(
                  "train-images-idx3-ubyte.gz",
                  9_912_422,
                  new Checksum("440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
              new File(
                  "train-labels-idx1-ubyte.gz",
                  28_881,
                  new Checksum("3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
              new File(
                  "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  new Checksum("8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
              new File(
                  "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  new Checksum(
                      "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"))));

  /** Published with MD5 alone; these are the SHA-256 that TensorFlow Datasets records. */
  static final PublishedData FASHION_MNIST =
      new PublishedData(
          "fashion-mnist",
          URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
          List.of(
              new File(
                  "train-images-idx3-ubyte.gz",
                  26_421_880,
                  new Checksum("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84")),
              new File(
                  "train-labels-idx1-ubyte.gz",
                  29_515,
                  new Checksum("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845")),
              new File(
                  "t10k-images-idx3-ubyte.gz",
                  4_422_102,
                  new Checksum("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073")),
              new File(
                  "t10k-labels-idx1-ubyte.gz",
                  5_148,
                  new Checksum(
                      "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"))));

  /** Published with MD5 alone; this is the SHA-256 that TensorFlow Datasets records. */
  static final PublishedData CIFAR10 =
      new PublishedData(
          "cifar10",
          URI.create("https://www.cs.toronto.edu/~kriz/"),
          List.of(
              new File(
                  "cifar-10-binary.tar.gz",
                  170_052_171,
                  new Checksum(
                      "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"))));
}
