package dev.luthier.graph;

import java.util.Locale;

/** A training is expected not to fit into a device's memory, and there is a larger device. */
public final class DeviceTooSmallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceTooSmallException(long estimate) {
    super(
        String.format(
            Locale.ROOT,
            "is estimated to need %.2f GiB for weights and layers, which is too much for the device",
            estimate / (double) (1L << 30)));
  }
}
