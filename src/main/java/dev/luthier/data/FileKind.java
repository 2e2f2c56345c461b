package dev.luthier.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files and directories that can be read. */
enum FileKind {
  TABLE("a table"),
  ARRAYS("arrays"),
  RECORDS("records"),
  IDX("IDX files"),
  CIFAR("CIFAR batches"),
  IMAGES("images"),
  SOUNDS("sounds");

  private final String words;

  FileKind(String words) {
    this.words = words;
  }

  /** What messages call it. */
  String words() {
    return words;
  }

  static FileKind of(DataFormat format) {
    if (format instanceof TableFormat) {
      return TABLE;
    } else if (format instanceof ArraysFormat) {
      return ARRAYS;
    } else if (format instanceof RecordsFormat) {
      return RECORDS;
    } else if (format instanceof ImagesFormat) {
      return IMAGES;
    } else {
      return SOUNDS;
    }
  }

  /** The kind that was asked for, else the one that the name and the contents tell. */
  static FileKind of(Path path, Optional<DataFormat> format) {
    boolean directory = Files.isDirectory(path);
    if (format.isPresent()) {
      FileKind kind = of(format.get());
      boolean wantsDirectory = kind == IMAGES || kind == SOUNDS;
      boolean wantsFile = kind == TABLE || kind == RECORDS;
      if (directory ? wantsFile : wantsDirectory) {
        throw new DataException(
            path
                + " is a "
                + (directory ? "directory" : "file")
                + " and cannot be read as "
                + kind.words);
      }
      return kind;
    }
    return directory ? ofDirectory(path) : ofFile(path);
  }

  private static FileKind ofFile(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
      return TABLE;
    }
    if (name.endsWith(".npz")) {
      return ARRAYS;
    }
    if (name.endsWith(".tfrecord") || name.endsWith(".tfrecord.gz")) {
      return RECORDS;
    }
    throw new DataException(
        path
            + ": the kind of data is unknown; files may end in .csv, .csv.gz, .npz, .tfrecord or"
            + " .tfrecord.gz");
  }

  private static FileKind ofDirectory(Path path) {
    if (IdxReader.accepts(path)) {
      return IDX;
    }
    if (CifarReader.accepts(path)) {
      return CIFAR;
    }
    if (ArraysReader.accepts(path)) {
      return ARRAYS;
    }
    if (SoundsReader.accepts(path)) {
      return SOUNDS;
    }
    if (ClassFolders.accepts(path, ImagesReader.SUFFIXES)) {
      return IMAGES;
    }
    throw new DataException(
        path
            + ": the directory has neither IDX nor .npy files, nor directories of "
            + String.join(", ", ImagesReader.SUFFIXES)
            + " or .wav files for each class");
  }
}
