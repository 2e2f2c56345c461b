"""Writes golden/sequences.json: cases of the layers for sequences, with and without masks.

Run as: python sequences.py ../resources/golden/sequences.json
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers as k

from layer_cases import case, write

# Padding after, before and between, and none.
MASK = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 1], [1, 0, 1, 0, 1], [1, 1, 1, 1, 1]]
# The second sample has nothing but padding.
EMPTY = [[1, 1, 0], [0, 0, 0]]


def boolean(mask):
    return tf.constant(np.array(mask, dtype=bool))


def only_first(reduce):
    """For EMPTY: two positions of the first sample, zeros for the second."""
    return lambda x: tf.concat([reduce(x[:1, :2], axis=1), tf.zeros_like(x[1:, 0])], axis=0)


# Embedding and pooling
case("embedding with a mask", "embedding { input_size: 3 output_size: 2 mask_zero: true }", [[4, 5]],
     lambda: [k.Embedding(3, 2, mask_zero=True)], integers=3, output_mask=lambda x: x != 0)
case("masked global average pool", "global_average_pool {}", [[4, 5, 3]],
     lambda: [(k.GlobalAveragePooling1D(), {"mask": boolean(MASK)})], masks=[MASK])
case("global average pool of padding", "global_average_pool {}", [[2, 3, 2]],
     lambda: [only_first(tf.reduce_mean)], masks=[EMPTY])
case("global max pool", "global_max_pool {}", [[2, 3, 4, 3]], lambda: [k.GlobalMaxPooling2D()])
case("global max pool of sequences", "global_max_pool {}", [[2, 5, 3]], lambda: [k.GlobalMaxPooling1D()])
case("masked global max pool", "global_max_pool {}", [[4, 5, 3]],
     lambda: [lambda x: tf.reduce_max(tf.where(boolean(MASK)[:, :, None], x, -np.inf), axis=1)],
     masks=[MASK], offset=-2)
case("global max pool of padding", "global_max_pool {}", [[2, 3, 2]],
     lambda: [only_first(tf.reduce_max)], masks=[EMPTY])



# LSTM and GRU
def told(mask):
    return {"mask": boolean(mask)} if mask else {}


def recurrent(kind, layer, text, mask=None, shape=(2, 4, 3), **fields):
    """A layer in one direction."""
    case("%s %s%s" % (kind, text, " masked" if mask else ""), "%s { units: 3 %s }" % (kind, text), [list(shape)],
         lambda: [(layer(3, **fields), told(mask))], masks=[mask] if mask else None)


def bidirectional(kind, layer, text, mask=None, shape=(2, 4, 3), **fields):
    """A layer in both directions; forward and backward weights are named so."""
    case("%s bidirectional %s%s" % (kind, text, " masked" if mask else ""),
         "%s { units: 3 bidirectional: true %s }" % (kind, text), [list(shape)],
         lambda: [(k.Bidirectional(layer(3, **fields)), told(mask))], masks=[mask] if mask else None,
         names=lambda weight: weight.path.split("/")[1].split("_")[0] + "/" + weight.name)


for kind, layer in (("lstm", k.LSTM), ("gru", k.GRU)):
    for add in (recurrent, bidirectional):
        add(kind, layer, "")
        add(kind, layer, "return_sequences: true", return_sequences=True)
        add(kind, layer, "", mask=MASK, shape=(4, 5, 2))
        add(kind, layer, "return_sequences: true use_bias: false", mask=MASK, shape=(4, 5, 2),
            return_sequences=True, use_bias=False)
        add(kind, layer, "", mask=EMPTY, shape=(2, 3, 2))
recurrent("gru", k.GRU, "reset_after: false", reset_after=False)
recurrent("gru", k.GRU, "reset_after: false use_bias: false return_sequences: true", mask=MASK, shape=(4, 5, 2),
          reset_after=False, use_bias=False, return_sequences=True)
case("lstm dropout inference", "lstm { units: 2 dropout: 0.5 }", [[2, 3, 2]], lambda: [k.LSTM(2, dropout=0.5)], False)


# Attention
class Attend(keras.Layer):
    """Keras' attention of one or two inputs; only the value is masked."""

    def __init__(self, mask=None, causal=False, **fields):
        super().__init__()
        self.attention = k.MultiHeadAttention(**fields)
        self.keys = None if mask is None else boolean(mask)[:, None, :]
        self.causal = causal

    def call(self, x):
        query, value = x if isinstance(x, list) else (x, x)
        return self.attention(query, value, attention_mask=self.keys, use_causal_mask=self.causal)


def part(weight):
    """The name within a layer that has parts."""
    return "/".join(weight.path.split("/")[2:])


def attention(name, text, shapes, masks=None, output_mask=None, training=True, **fields):
    case("attention " + name, "attention { heads: 2 key_size: 3 %s }" % text, shapes,
         lambda: [Attend(num_heads=2, key_dim=3, mask=masks and masks[-1], **fields)], training,
         masks=masks, output_mask=output_mask, names=part)


attention("of itself", "", [[2, 4, 5]])
attention("of itself without bias", "use_bias: false", [[2, 4, 5]], use_bias=False)
attention("of itself masked", "", [[4, 5, 3]], masks=[MASK], output_mask=MASK)
attention("of itself causal", "causal: true", [[2, 4, 5]], causal=True)
attention("of itself causal masked", "causal: true", [[2, 5, 3]], masks=[MASK[::3]], output_mask=MASK[::3],
          causal=True)
attention("of another", "", [[2, 3, 4], [2, 5, 2]])
attention("of another masked", "", [[4, 2, 3], [4, 5, 2]], masks=[[[1, 0], [1, 1], [1, 1], [0, 1]], MASK],
          output_mask=[[1, 0], [1, 1], [1, 1], [0, 1]])
attention("of another causal", "causal: true", [[2, 3, 4], [2, 5, 2]], causal=True)
attention("dropout inference", "dropout: 0.5", [[2, 3, 4]], training=False, dropout=0.5)


# Positional encoding and transformer
def waves(x):
    length, channels = x.shape[1:]
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(channels) // 2 * 2 / channels)[None, :]
    return x + np.where(np.arange(channels) % 2 == 0, np.sin(angles), np.cos(angles))


class Positions(keras.Layer):
    def build(self, shape):
        self.embedding = k.Embedding(shape[1], shape[2])

    def call(self, x):
        return x + self.embedding(tf.range(x.shape[1]))


case("positional encoding", "positional_encoding {}", [[2, 6, 4]], lambda: [waves])
case("positional encoding of an odd number of channels", "positional_encoding { kind: SINUSOIDAL }", [[2, 4, 5]],
     lambda: [waves])
case("positional encoding learnt", "positional_encoding { kind: LEARNT }", [[2, 4, 3]], lambda: [Positions()])


class Encoder(keras.Layer):
    def __init__(self, heads, channels, feed_forward, mask=None, norm_first=False, activation="relu", dropout=0.0,
                 epsilon=1e-5):
        super().__init__()
        self.attention = k.MultiHeadAttention(heads, channels // heads, dropout=dropout, name="attention")
        self.attention_normalization = k.LayerNormalization(epsilon=epsilon, name="attention_normalization")
        self.expansion = k.Dense(feed_forward, activation, name="expansion")
        self.contraction = k.Dense(channels, name="contraction")
        self.feed_forward_normalization = k.LayerNormalization(epsilon=epsilon, name="feed_forward_normalization")
        self.keys = None if mask is None else boolean(mask)[:, None, :]
        self.norm_first = norm_first

    def call(self, x):
        first, second = self.attention_normalization, self.feed_forward_normalization

        def attend(x):
            return self.attention(x, x, attention_mask=self.keys)

        def feed(x):
            return self.contraction(self.expansion(x))

        if self.norm_first:
            x = x + attend(first(x))
            return x + feed(second(x))
        x = first(x + attend(x))
        return second(x + feed(x))


def encoder(name, text, shape, mask=None, training=True, **fields):
    case("transformer encoder " + name, "transformer_encoder { heads: 2 feed_forward: 5 %s }" % text, [shape],
         lambda: [Encoder(2, shape[-1], 5, mask, **fields)], training, masks=[mask] if mask else None,
         names=lambda weight: "/".join(weight.path.split("/")[1:]))


encoder("with the normalization last", "", [2, 3, 4])
encoder("with the normalization first", "norm_first: true activation: GELU", [2, 3, 4], norm_first=True,
        activation="gelu")
encoder("masked", "", [4, 5, 4], mask=MASK)
encoder("with the normalization first, masked", "norm_first: true epsilon: 0.001", [4, 5, 4], mask=MASK,
        norm_first=True, epsilon=0.001)
encoder("dropout inference", "dropout: 0.5", [2, 3, 4], training=False, dropout=0.5)

write("sequences.py")
