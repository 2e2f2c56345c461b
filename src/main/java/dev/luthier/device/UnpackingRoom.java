package dev.luthier.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * The room that JavaCPP needs to unpack libraries from their jar into its cache. Where it is short
 * of that, JavaCPP passes the libraries over and loads others, if there are some.
 */
final class UnpackingRoom {

  private UnpackingRoom() {}

  /**
   * Fails where the libraries are not unpacked yet and cannot be.
   *
   * @param libraries in a jar; others need no unpacking
   * @throws IllegalStateException if the disk is too full
   */
  static void require(List<URL> libraries) {
    try {
      Path cache = Loader.getCacheDir().toPath();
      long missing = 0;
      for (URL library : libraries) {
        if (library.openConnection() instanceof JarURLConnection jar) {
          missing += missingBytes(jar, cache);
        }
      }
      long free = Files.getFileStore(cache).getUsableSpace();
      if (missing > free) {
        throw new IllegalStateException(
            "TensorFlow's libraries for GPUs must have %s more in %s, where %s are free; make room,"
                    .formatted(gigabytes(missing), cache, gigabytes(free))
                + " name another place with -Dorg.bytedeco.javacpp.cachedir=DIR in"
                + " LUTHIER_JAVA_OPTIONS, or work on the CPU with LUTHIER_GPU=0");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into JavaCPP's cache", e);
    }
  }

  private static long missingBytes(JarURLConnection jar, Path cache) throws IOException {
    String name = jar.getJarFileURL().getPath();
    Path unpacked =
        cache.resolve(name.substring(name.lastIndexOf('/') + 1)).resolve(jar.getEntryName());
    long size = jar.getContentLengthLong();
    return Files.exists(unpacked) && Files.size(unpacked) == size ? 0 : size;
  }

  private static String gigabytes(long bytes) {
    return "%.1f GB".formatted(bytes / 1e9);
  }
}
