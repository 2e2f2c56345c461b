"""Writes golden/sequences.json: cases of the layers for sequences, with and without masks.

Run as: python sequences.py ../resources/golden/sequences.json
"""

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
     lambda: [k.Embedding(3, 2, mask_zero=True)], integers=3, sets_mask=True)
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

write("sequences.py")
