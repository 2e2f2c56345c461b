package dev.luthier.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Data sets that have names. */
public final class WellKnown {

  private static final List<PublishedData> PUBLISHED =
      List.of(PublishedData.MNIST, PublishedData.FASHION_MNIST, PublishedData.CIFAR10);

  private WellKnown() {}

  /** All names, those of the shipped sets first. */
  public static List<String> names() {
    return Stream.concat(
            ShippedData.ALL.stream().map(ShippedData::name),
            PUBLISHED.stream().map(PublishedData::name))
        .toList();
  }

  /** Whether this is a name, not a path. */
  public static boolean isName(String text) {
    return names().contains(text);
  }

  /** What can be fetched under a name; nothing for a shipped set or an unknown name. */
  public static Optional<PublishedData> published(String name) {
    return PUBLISHED.stream().filter(data -> data.name().equals(name)).findFirst();
  }
}
