package dev.luthier.study.error;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.tensorflow.exceptions.TensorFlowException;

/** Errors as people are told of them. */
public final class ErrorLine {

  private ErrorLine() {}

  /** What went wrong, in one line. */
  public static String of(Throwable thrown) {
    String message = thrown.getMessage();
    if (thrown instanceof UncheckedIOException unchecked) {
      String cause = of(unchecked.getCause());
      return message == null || message.equals(String.valueOf(unchecked.getCause()))
          ? cause
          : message + ": " + cause;
    }
    if (thrown instanceof TensorFlowException && message != null) {
      // The rest is the graph's nodes, and hints for those who built them.
      return message
          .replaceFirst("^\\d+ root error\\(s\\) found\\.\\s*\\(0\\)\\s*", "")
          .split("\\R|\\[\\[", 2)[0]
          .strip();
    }
    if (thrown instanceof FileSystemException file && file.getReason() == null) {
      return message + ": " + fileProblem(file);
    }
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String fileProblem(FileSystemException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return thrown instanceof AccessDeniedException
        ? "permission denied"
        : thrown.getClass().getSimpleName();
  }
}
