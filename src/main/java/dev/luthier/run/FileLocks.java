package dev.luthier.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;

/** Locks between processes, and between threads of one. */
public final class FileLocks {

  private FileLocks() {}

  /** Locks a file; whether somebody has done so before. */
  public static boolean isTaken(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      // The file system knows no locks, as some that clusters share: it has to do without.
      return false;
    }
  }
}
