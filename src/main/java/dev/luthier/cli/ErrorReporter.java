package dev.luthier.cli;

import dev.luthier.data.DataException;
import dev.luthier.keras.KerasException;
import dev.luthier.run.RunException;
import dev.luthier.spec.SpecException;
import dev.luthier.study.error.Secrets;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.store.StoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class ErrorReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {

  /** What comes before the first of several errors of a graph. */
  private static final Pattern SEVERAL =
      Pattern.compile("^\\d+ root error\\(s\\) found\\.\\s*\\(0\\)\\s*");

  private static final Pattern TENSOR =
      Pattern.compile("allocating tensor with shape\\[([0-9,]*)\\] and type (\\w+)");

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine verb = e.getCommandLine();
    PrintWriter err = verb.getErr();
    err.println("luthier: " + shown(usage(e), Secrets.in(List.of(arguments))));
    err.println("Try: " + verb.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return ExitCode.INVALID;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine verb, ParseResult parsed) {
    return report(e, verb);
  }

  int report(Throwable thrown, CommandLine verb) {
    Throwable cause = unwrap(thrown);
    CommandLine whole = verb.getCommandSpec().root().commandLine();
    Secrets secrets = Secrets.in(whole.getParseResult().originalArgs());
    PrintWriter err = verb.getErr();
    err.println("luthier: " + shown(message(cause), secrets));
    if (whole.getCommand() instanceof Main main && main.stacktrace()) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      err.print(Printable.lines(secrets.masked(trace.toString())));
    }
    err.flush();
    return code(cause);
  }

  private static String usage(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return oneLine(e.getMessage())
          + "; did you mean "
          + String.join(" or ", unmatched.getSuggestions())
          + "?";
    }
    if (e instanceof MissingParameterException missing) {
      return "missing: "
          + String.join(
              ", ",
              missing.getMissing().stream()
                  .map(
                      a ->
                          a.isOption()
                              ? ((CommandLine.Model.OptionSpec) a).longestName()
                                  + " "
                                  + a.paramLabel()
                              : a.paramLabel())
                  .toList());
    }
    return oneLine(e.getMessage());
  }

  /** What is invalid is the user's to mend; what else goes wrong is the work's failure. */
  private static int code(Throwable thrown) {
    boolean invalid =
        thrown instanceof DataException
            || thrown instanceof SpecException
            || thrown instanceof KerasException
            || thrown instanceof RunException
            || (thrown instanceof StudyException study && study.isInvalid())
            || (thrown instanceof StoreException store && store.isInvalid())
            || thrown instanceof IllegalArgumentException
            || thrown instanceof NoSuchFileException
            || thrown instanceof FileNotFoundException
            || thrown instanceof NotDirectoryException
            || thrown instanceof FileAlreadyExistsException;
    return invalid ? ExitCode.INVALID : ExitCode.FAILED;
  }

  private static Throwable unwrap(Throwable thrown) {
    boolean wrapper =
        thrown instanceof UncheckedIOException
            || thrown instanceof ExecutionException
            || thrown instanceof ExceptionInInitializerError
            || thrown instanceof NoClassDefFoundError;
    if (wrapper && thrown.getCause() != null) {
      return unwrap(named(thrown, thrown.getCause()));
    }
    return thrown instanceof FileSystemException file ? precise(file) : thrown;
  }

  /** What a failed write says does not name the file; what is wrapped around it does. */
  private static Throwable named(Throwable wrapper, Throwable cause) {
    boolean nameless =
        wrapper instanceof UncheckedIOException
            && cause.getClass() == IOException.class
            && !wrapper.getMessage().equals(cause.toString());
    return nameless
        ? new IOException(wrapper.getMessage() + ": " + cause.getMessage(), cause)
        : cause;
  }

  /** A file where a directory should be, further up, has no exception of its own. */
  private static FileSystemException precise(FileSystemException thrown) {
    if (thrown.getFile() == null) {
      return thrown;
    }
    Path above = Path.of(thrown.getFile()).toAbsolutePath().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above == null || Files.isDirectory(above)
        ? thrown
        : new NotDirectoryException(above.toString());
  }

  private static String message(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return "out of memory ("
          + thrown.getMessage()
          + "); give Java more, such as LUTHIER_JAVA_OPTIONS=-Xmx8g";
    }
    if (thrown instanceof TFResourceExhaustedException) {
      return outOfMemory(String.valueOf(thrown.getMessage()));
    }
    if (thrown instanceof InternalError) {
      return "a file was cut off while its data were used ("
          + thrown.getMessage()
          + "); put it back and start again";
    }
    if (thrown instanceof LinkageError) {
      String message = String.valueOf(thrown.getMessage());
      return "a library cannot be loaded: "
          + message
          + (message.contains("no jnitensorflow")
              ? "; is there room in JavaCPP's cache, ~/.javacpp?"
              : "");
    }
    if (thrown instanceof FileSystemException file && file.getReason() == null) {
      return fileProblem(file);
    }
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName() + "; --stacktrace shows where"
        : message;
  }

  /** TensorFlow says which tensor it had no place for, and then much about its graph. */
  private static String outOfMemory(String message) {
    Matcher tensor = TENSOR.matcher(message);
    return "out of memory: TensorFlow has no place for "
        + (tensor.find()
            ? "a tensor of shape [" + tensor.group(1) + "] (" + tensor.group(2) + ")"
            : "a tensor: "
                + SEVERAL.matcher(message).replaceFirst("").split("\\R|\\[\\[", 2)[0].strip())
        + "; work through batches in parts with --set training.accumulation=2 or more, or make"
        + " batch_size or the layers smaller, luthier check tells what each takes";
  }

  private static String fileProblem(FileSystemException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return thrown.getFile() + ": no such file or directory";
    }
    if (thrown instanceof AccessDeniedException) {
      return thrown.getFile() + ": permission denied";
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return thrown.getFile() + ": already there";
    }
    if (thrown instanceof NotDirectoryException) {
      return thrown.getFile() + ": not a directory";
    }
    return String.valueOf(thrown.getMessage());
  }

  /** One line that neither a terminal obeys nor shows a password in. */
  private static String shown(String message, Secrets secrets) {
    return Printable.line(secrets.masked(oneLine(message)));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
