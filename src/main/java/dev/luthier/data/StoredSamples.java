package dev.luthier.data;

import java.util.List;

/** Samples in files, each to be read by itself, in any order. */
public sealed interface StoredSamples permits StoredImages, StoredRecords {

  /** Number of samples. */
  int samples();

  /** Of one sample, as it comes out of the file. */
  List<Integer> shape();

  /** What the values come out of the file as. */
  ElementType type();

  /** Where a sample lies, for messages. */
  String place(int row);

  /** The same for the same files: a digest of what was looked at to find the samples. */
  String fingerprint();

  /**
   * The values of a sample, row-major, in native byte order.
   *
   * @throws DataException when it cannot be read
   */
  byte[] read(int row);

  /** All of these samples, then all of the others, which are of the same kind. */
  StoredSamples and(StoredSamples others, String name);
}
