package dev.luthier.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files sorted into a directory for each class, perhaps below {@code train} and {@code test}; or
 * files without classes, all in one directory.
 *
 * @param files in order of part, class and name
 * @param classes of each file; empty where there are none
 * @param testFiles how many of the files, the last ones, are the test part
 */
record ClassFolders(List<Path> files, List<String> classes, int testFiles) {

  /** Finds the files with one of the suffixes. */
  static ClassFolders find(Path directory, List<String> suffixes) {
    List<Path> files = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    Path train = directory.resolve("train");
    boolean parts = Files.isDirectory(train);
    collect(parts ? train : directory, suffixes, files, classes);
    int trainFiles = files.size();
    Path test = directory.resolve("test");
    if (parts && Files.isDirectory(test)) {
      collect(test, suffixes, files, classes);
    }
    if (trainFiles == 0 && !parts) {
      files.addAll(Listing.files(directory, suffixes));
    }
    if (files.isEmpty()) {
      throw new DataException(
          directory
              + ": there is no directory with "
              + String.join(", ", suffixes)
              + " files in it for each class");
    }
    return new ClassFolders(files, classes, classes.isEmpty() ? 0 : files.size() - trainFiles);
  }

  /** Whether there are such files. */
  static boolean accepts(Path directory, List<String> suffixes) {
    Path train = directory.resolve("train");
    return !Listing.files(directory, suffixes).isEmpty()
        || Listing.directories(Files.isDirectory(train) ? train : directory).stream()
            .anyMatch(folder -> !Listing.files(folder, suffixes).isEmpty());
  }

  private static void collect(
      Path part, List<String> suffixes, List<Path> files, List<String> classes) {
    for (Path folder : Listing.directories(part)) {
      for (Path file : Listing.files(folder, suffixes)) {
        files.add(file);
        classes.add(folder.getFileName().toString());
      }
    }
  }

  Optional<Labels> labels() {
    return classes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Labels.Text(List.of("label"), classes, sample -> files.get(sample).toString()));
  }
}
