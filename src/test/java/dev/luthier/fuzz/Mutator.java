package dev.luthier.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes inputs by some random changes of valid ones. */
final class Mutator {

  /** Bytes that an input has at most. */
  static final int LONGEST = 8192;

  private static final int KINDS = 12;

  private static final long[] NUMBERS = {
    -1,
    0,
    1,
    2,
    127,
    128,
    255,
    256,
    32767,
    65535,
    65536,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 1L,
    1L << 31,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final String[] DECIMALS = {
    "0",
    "-1",
    "1",
    "2",
    "3",
    "255",
    "256",
    "65536",
    "2147483647",
    "-2147483648",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999",
    "0.5",
    "1e-300",
    "1e308",
    "1e999",
    "-1e999",
    "nan",
    "inf",
    "-inf",
    "0x7fffffff",
    "1e999999999",
    "007"
  };

  private final List<byte[]> seeds;
  private final List<byte[]> words;
  private final SplittableRandom random;

  /**
   * Changes of some inputs.
   *
   * @param seeds at least one
   * @param words to be put in
   * @param seed the same for the same inputs
   */
  Mutator(List<byte[]> seeds, List<String> words, long seed) {
    this.seeds = List.copyOf(seeds);
    this.words = words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
    this.random = new SplittableRandom(seed);
  }

  byte[] next() {
    byte[] input = any(seeds);
    int changes = 1 << random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
  }

  private byte[] changed(byte[] input) {
    int place = random.nextInt(input.length + 1);
    int length = Math.min(1 + random.nextInt(1 << random.nextInt(8)), input.length - place);
    byte[] piece = Arrays.copyOfRange(input, place, place + length);
    return switch (random.nextInt(KINDS)) {
      case 0 -> flipped(input);
      case 1 -> overwritten(input, place, new byte[] {(byte) random.nextInt(256)});
      case 2, 3 -> overwritten(input, place, number());
      case 4 -> replaced(input, place, length, new byte[0]);
      case 5 -> replaced(input, place, 0, repeated(piece));
      case 6 -> replaced(input, place, 0, bytes(1 + random.nextInt(8)));
      case 7 -> replaced(input, place, random.nextBoolean() ? 0 : length, word());
      case 8 -> withOtherDecimal(input, place);
      case 9 -> spliced(input, any(seeds));
      case 10 -> Arrays.copyOf(input, place);
      default -> replaced(input, random.nextInt(input.length + 1), 0, piece);
    };
  }

  private byte[] flipped(byte[] input) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] number() {
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    number.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(number.put((byte) value).array(), 1);
      case 1 -> Arrays.copyOf(number.putShort((short) value).array(), Short.BYTES);
      case 2 -> Arrays.copyOf(number.putInt((int) value).array(), Integer.BYTES);
      default -> number.putLong(value).array();
    };
  }

  private byte[] repeated(byte[] piece) {
    int times = 1 << random.nextInt(10);
    int most = piece.length == 0 ? 0 : Math.max(1, LONGEST / 2 / piece.length);
    byte[] repeated = new byte[piece.length * Math.min(times, most)];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = piece[i % piece.length];
    }
    return repeated;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] word() {
    return words.isEmpty() ? bytes(2) : any(words);
  }

  /** The next number in decimal digits that stands behind a place, in place of it another one. */
  private byte[] withOtherDecimal(byte[] input, int place) {
    int start = place;
    while (start < input.length && !isDigit(input[start])) {
      start++;
    }
    int end = start;
    while (end < input.length && (isDigit(input[end]) || input[end] == '.')) {
      end++;
    }
    String decimal = DECIMALS[random.nextInt(DECIMALS.length)];
    return replaced(input, start, end - start, decimal.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] spliced(byte[] head, byte[] tail) {
    int end = random.nextInt(head.length + 1);
    int start = random.nextInt(tail.length + 1);
    return replaced(head, end, head.length - end, Arrays.copyOfRange(tail, start, tail.length));
  }

  private static byte[] overwritten(byte[] input, int place, byte[] piece) {
    return replaced(input, place, Math.min(piece.length, input.length - place), piece);
  }

  private static byte[] replaced(byte[] input, int place, int length, byte[] piece) {
    byte[] replaced = Arrays.copyOf(input, input.length - length + piece.length);
    System.arraycopy(piece, 0, replaced, place, piece.length);
    System.arraycopy(
        input, place + length, replaced, place + piece.length, input.length - place - length);
    return replaced;
  }

  private byte[] any(List<byte[]> inputs) {
    return inputs.get(random.nextInt(inputs.size()));
  }
}
