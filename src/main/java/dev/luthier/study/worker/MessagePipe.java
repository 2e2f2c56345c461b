package dev.luthier.study.worker;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Messages over a pipe, each behind its length. A length beyond the bound is refused as it is read,
 * and memory grows only as bytes arrive.
 */
final class MessagePipe {

  /** Far more than a model file makes. */
  static final int MOST_BYTES = 64 << 20;

  private MessagePipe() {}

  /**
   * Waits for the next message.
   *
   * @return empty where the pipe has ended between two messages
   * @throws EOFException where it ends within one
   * @throws IOException where the bytes are no such message, or it is too large
   */
  static <M extends MessageLite> Optional<M> read(InputStream in, Parser<M> parser)
      throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    int size = CodedInputStream.readRawVarint32(first, in);
    if (size < 0 || size > MOST_BYTES) {
      throw new IOException(
          "a message of "
              + Integer.toUnsignedString(size)
              + " bytes is too large, there may be "
              + MOST_BYTES);
    }
    byte[] message = in.readNBytes(size);
    if (message.length < size) {
      throw new EOFException("the pipe ends within a message");
    }
    return Optional.of(parser.parseFrom(message));
  }

  /** Sends a message at once. */
  static void write(MessageLite message, OutputStream out) throws IOException {
    message.writeDelimitedTo(out);
    out.flush();
  }
}
