package dev.luthier.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CUDA 12 and cuDNN 9 in a directory of their own, for systems that have none installed. TensorFlow
 * asks the dynamic linker for them by their bare names. The linker knows a name once a library of
 * that name (its SONAME) is loaded, from wherever. TensorFlow asks for the first ones already as it
 * is loaded, so these have to be there before it.
 *
 * @param directory that holds them
 */
record CudaLibraries(Path directory) {

  /**
   * In this order, each after those that it is linked to. cuDNN and cuBLAS find the libraries
   * beside them that they load later by themselves; NVRTC does not find its own.
   */
  static final List<String> NAMES =
      List.of(
          "libcudart.so.12",
          "libnvJitLink.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcufft.so.11",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libcupti.so.12",
          "libnvrtc-builtins.so.12.*",
          "libnvrtc.so.12",
          "libcudnn.so.9");

  /** Those that Maven's profile {@code cuda} has put beside the classes, where it has. */
  static Optional<CudaLibraries> ofBuild() {
    CodeSource source = CudaLibraries.class.getProtectionDomain().getCodeSource();
    if (source == null || !source.getLocation().getProtocol().equals("file")) {
      return Optional.empty();
    }
    try {
      Path directory = Path.of(source.getLocation().toURI()).resolveSibling("cuda");
      return Files.exists(directory.resolve(NAMES.get(0)))
          ? Optional.of(new CudaLibraries(directory))
          : Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(source.getLocation() + " is no place of classes", e);
    }
  }

  /**
   * Loads them into this process.
   *
   * @throws UnsatisfiedLinkError if one is missing or damaged
   */
  void load() {
    for (String name : NAMES) {
      Path library = file(name);
      try {
        System.load(library.toString());
      } catch (UnsatisfiedLinkError e) {
        UnsatisfiedLinkError told =
            new UnsatisfiedLinkError(
                e.getMessage() + "; remove " + directory + " and build again with luthier --gpu");
        told.initCause(e);
        throw told;
      }
    }
  }

  private Path file(String name) {
    List<Path> matches = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, name)) {
      files.forEach(matches::add);
    } catch (IOException e) {
      throw new UncheckedIOException(directory.toString(), e);
    }
    return (matches.isEmpty() ? directory.resolve(name) : matches.get(0)).toAbsolutePath();
  }
}
