package dev.luthier.graph;

import dev.luthier.data.TextEncoding;
import dev.luthier.data.TextVectorization;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.strings.StringSplit;
import org.tensorflow.op.strings.UnicodeDecode;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;

/**
 * Texts as the numbers of their tokens, in ops: the same numbers as {@link TextEncoding#numbers}.
 *
 * <p>The vocabulary is a constant and no hash table, which would have to be filled before the first
 * use by whoever loads the SavedModel: tokens are found by a binary search for their hashes, and
 * then compared themselves.
 */
final class TextNumbers {

  /**
   * Any byte of it is taken for punctuation; {@code ]} and {@code ^} have a meaning in brackets.
   */
  private static final String PUNCTUATION =
      "[" + TextVectorization.PUNCTUATION.replaceAll("[\\[\\]\\\\^-]", "\\\\$0") + "]";

  private static final String ENCODING = "UTF-8";
  private static final long BUCKETS = Long.MAX_VALUE;

  private final TextEncoding encoding;

  TextNumbers(TextEncoding encoding) {
    this.encoding = encoding;
  }

  /**
   * Tokens of a batch, one text's behind the other's.
   *
   * @param values the tokens
   * @param partition which text a token is of
   * @param partitionTypes how the partition says it
   */
  private record Tokens(
      Operand<TString> values,
      List<Operand<? extends TNumber>> partition,
      List<String> partitionTypes) {}

  /** The numbers, {@code [batch, length]}, of texts, {@code [batch]}. */
  Operand<TInt32> of(Ops tf, Operand<TString> texts) {
    TextVectorization vectorization = encoding.vectorization();
    Operand<TString> cleaned = texts;
    if (vectorization.lowerCase()) {
      cleaned = tf.strings.lower(cleaned);
    }
    if (vectorization.stripPunctuation()) {
      cleaned = tf.strings.staticRegexReplace(cleaned, PUNCTUATION, "");
    }
    Tokens tokens =
        switch (vectorization.split()) {
          case WORDS -> words(tf, cleaned);
          case CHARACTERS -> characters(tf, cleaned);
        };
    return tf.ragged.raggedTensorToTensor(
        tf.constant(new long[] {-1, vectorization.length()}),
        numbers(tf, tokens.values),
        tf.constant(TextVectorization.PADDING),
        tokens.partition,
        tokens.partitionTypes);
  }

  private static Tokens words(Ops tf, Operand<TString> texts) {
    // Without a separator, at any run of white space.
    StringSplit split = tf.strings.stringSplit(texts, tf.constant(""));
    Operand<TInt64> rows =
        tf.squeeze(
            tf.slice(
                split.indices(), tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1})),
            Squeeze.axis(List.of(1L)));
    Operand<TInt64> batch = tf.size(texts, TInt64.class);
    return new Tokens(
        split.values(), List.of(batch, rows), List.of("FIRST_DIM_SIZE", "VALUE_ROWIDS"));
  }

  private static Tokens characters(Ops tf, Operand<TString> texts) {
    UnicodeDecode<TInt64> decoded = tf.strings.unicodeDecode(texts, ENCODING, TInt64.class);
    Operand<TInt32> count = tf.size(decoded.charValues());
    Operand<TString> values =
        tf.strings.unicodeEncode(
            decoded.charValues(),
            tf.range(tf.constant(0), tf.math.add(count, tf.constant(1)), tf.constant(1)),
            ENCODING);
    return new Tokens(values, List.of(decoded.rowSplits()), List.of("ROW_SPLITS"));
  }

  /** The number of each token. */
  private Operand<TInt32> numbers(Ops tf, Operand<TString> tokens) {
    List<String> vocabulary = encoding.vocabulary();
    long[] hashes = hashes(vocabulary);
    List<Integer> byHash =
        IntStream.range(0, hashes.length)
            .boxed()
            .sorted(Comparator.comparingLong(place -> hashes[place]))
            .toList();
    long[][] sorted = new long[1][hashes.length];
    String[] words = new String[hashes.length];
    int[] numbers = new int[hashes.length];
    for (int i = 0; i < words.length; i++) {
      int place = byHash.get(i);
      sorted[0][i] = hashes[place];
      words[i] = vocabulary.get(place);
      numbers[i] = TextVectorization.FIRST + place;
      if (i > 0 && sorted[0][i] == sorted[0][i - 1]) {
        // One chance in some hundred thousand million for a vocabulary of ten thousand.
        throw new IllegalArgumentException(
            "vocabulary of the text "
                + encoding.name()
                + " must have tokens of different hashes, but \""
                + words[i - 1]
                + "\" and \""
                + words[i]
                + "\" have the same; leave one of them out of the data");
      }
    }
    Operand<TInt32> found =
        tf.squeeze(
            tf.lowerBound(
                tf.constant(sorted),
                tf.expandDims(tf.strings.toHashBucketFast(tokens, BUCKETS), tf.constant(0))),
            Squeeze.axis(List.of(0L)));
    Operand<TInt32> place = tf.math.minimum(found, tf.constant(hashes.length - 1));
    Operand<TInt32> axis = tf.constant(0);
    Operand<TInt32> known = tf.gather(tf.constant(numbers), place, axis);
    return tf.select(
        tf.math.equal(tf.gather(tf.array(words), place, axis), tokens),
        known,
        tf.fill(tf.shape(known), tf.constant(TextVectorization.UNKNOWN)));
  }

  /** What the op makes of tokens. */
  private static long[] hashes(List<String> tokens) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TInt64> hashes =
          tf.strings.toHashBucketFast(tf.array(tokens.toArray(String[]::new)), BUCKETS);
      try (Result result = session.runner().fetch(hashes).run()) {
        long[] values = new long[tokens.size()];
        ((TInt64) result.get(0)).asRawTensor().data().asLongs().read(values);
        return values;
      }
    }
  }
}
