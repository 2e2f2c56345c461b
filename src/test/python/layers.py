"""Writes golden/layers.json: cases of the basic layers.

Run as: python layers.py ../resources/golden/layers.json
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers as k

from layer_cases import case, write


def explicit(*padding):
    return k.ZeroPadding2D(padding)


# Dense
case("dense", "dense { units: 4 }", [[3, 5]], lambda: [k.Dense(4)])
case("dense relu without bias", "dense { units: 4 activation: RELU use_bias: false }", [[3, 5]],
     lambda: [k.Dense(4, activation="relu", use_bias=False)])
case("dense rank 3 log softmax", "dense { units: 4 activation: LOG_SOFTMAX }", [[2, 3, 5]],
     lambda: [k.Dense(4, activation="log_softmax")])
case("dense rank 4", "dense { units: 3 activation: TANH }", [[2, 2, 3, 4]],
     lambda: [k.Dense(3, activation="tanh")])
case("dense activity", "dense { units: 4 activation: TANH activity_regularizer { l1: 0.3 l2: 0.2 } }",
     [[3, 5]],
     lambda: [k.Dense(4, activation="tanh", activity_regularizer=keras.regularizers.L1L2(0.3, 0.2))])

# Conv1d
case("conv1d", "conv1d { filters: 4 kernel_size: 3 }", [[2, 7, 3]], lambda: [k.Conv1D(4, 3)])
case("conv1d same stride 2", "conv1d { filters: 4 kernel_size: 3 stride: 2 padding: SAME activation: ELU }",
     [[2, 8, 3]], lambda: [k.Conv1D(4, 3, strides=2, padding="same", activation="elu")])
case("conv1d same dilation 2", "conv1d { filters: 2 kernel_size: 3 padding: SAME dilation: 2 use_bias: false }",
     [[2, 7, 3]], lambda: [k.Conv1D(2, 3, padding="same", dilation_rate=2, use_bias=False)])
case("conv1d valid dilation 3", "conv1d { filters: 2 kernel_size: 2 dilation: 3 }",
     [[2, 8, 3]], lambda: [k.Conv1D(2, 2, dilation_rate=3)])
case("conv1d explicit", "conv1d { filters: 3 kernel_size: 5 stride: 2 explicit_padding: 1 activity_regularizer { l2: 0.1 } }",
     [[2, 8, 2]],
     lambda: [k.ZeroPadding1D(1), k.Conv1D(3, 5, strides=2, activity_regularizer=keras.regularizers.L2(0.1))])

# Conv2d
case("conv2d", "conv2d { filters: 4 kernel_size: 3 }", [[2, 5, 6, 3]], lambda: [k.Conv2D(4, 3)])
case("conv2d same", "conv2d { filters: 2 kernel_size: 3 padding: SAME activation: RELU }", [[2, 4, 5, 3]],
     lambda: [k.Conv2D(2, 3, padding="same", activation="relu")])
case("conv2d oblong", "conv2d { filters: 2 kernel_size: [2, 3] stride: [2, 1] padding: SAME use_bias: false }",
     [[2, 5, 4, 3]], lambda: [k.Conv2D(2, (2, 3), strides=(2, 1), padding="same", use_bias=False)])
case("conv2d same dilation 2", "conv2d { filters: 2 kernel_size: 3 padding: SAME dilation: 2 }",
     [[2, 5, 6, 2]], lambda: [k.Conv2D(2, 3, padding="same", dilation_rate=2)])
case("conv2d valid dilation 2 and 1", "conv2d { filters: 2 kernel_size: 2 dilation: [2, 1] }",
     [[2, 5, 4, 2]], lambda: [k.Conv2D(2, 2, dilation_rate=(2, 1))])
case("conv2d explicit dilation 2", "conv2d { filters: 2 kernel_size: 3 dilation: 2 explicit_padding: [1, 2] }",
     [[2, 5, 4, 2]], lambda: [explicit(1, 2), k.Conv2D(2, 3, dilation_rate=2)])
case("conv2d explicit as SAME", "conv2d { filters: 2 kernel_size: 3 explicit_padding: 1 }",
     [[2, 4, 5, 2]], lambda: [explicit(1, 1), k.Conv2D(2, 3)])
case("conv2d explicit stride 2 even", "conv2d { filters: 3 kernel_size: 3 stride: 2 explicit_padding: 1 }",
     [[2, 6, 4, 2]], lambda: [explicit(1, 1), k.Conv2D(3, 3, strides=2)])
case("conv2d explicit stride 2 odd", "conv2d { filters: 3 kernel_size: 3 stride: 2 explicit_padding: 1 }",
     [[2, 5, 5, 2]], lambda: [explicit(1, 1), k.Conv2D(3, 3, strides=2)])
case("conv2d explicit 7 stride 2 padding 3", "conv2d { filters: 2 kernel_size: 7 stride: 2 explicit_padding: 3 }",
     [[1, 6, 6, 2]], lambda: [explicit(3, 3), k.Conv2D(2, 7, strides=2)])
case("conv2d explicit 0", "conv2d { filters: 2 kernel_size: 1 stride: 2 explicit_padding: 0 }",
     [[2, 4, 3, 3]], lambda: [k.Conv2D(2, 1, strides=2)])

# DepthwiseConv2d
case("depthwise", "depthwise_conv2d { kernel_size: 3 }", [[2, 5, 4, 3]], lambda: [k.DepthwiseConv2D(3)])
case("depthwise multiplier 2 same stride 2",
     "depthwise_conv2d { kernel_size: 3 stride: 2 padding: SAME depth_multiplier: 2 activation: RELU6 }",
     [[2, 6, 5, 2]],
     lambda: [k.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2, activation="relu6")])
case("depthwise explicit", "depthwise_conv2d { kernel_size: [3, 2] stride: 2 explicit_padding: 1 use_bias: false }",
     [[2, 6, 4, 2]], lambda: [explicit(1, 1), k.DepthwiseConv2D((3, 2), strides=2, use_bias=False)])

# SeparableConv2d
case("separable", "separable_conv2d { filters: 4 kernel_size: 3 padding: SAME }", [[2, 4, 5, 2]],
     lambda: [k.SeparableConv2D(4, 3, padding="same")])
case("separable multiplier 2 stride 2",
     "separable_conv2d { filters: 3 kernel_size: 2 stride: 2 depth_multiplier: 2 activation: SILU use_bias: false }",
     [[2, 5, 4, 2]],
     lambda: [k.SeparableConv2D(3, 2, strides=2, depth_multiplier=2, activation="silu", use_bias=False)])
case("separable explicit", "separable_conv2d { filters: 2 kernel_size: 3 stride: 2 explicit_padding: 1 }",
     [[2, 4, 4, 2]], lambda: [explicit(1, 1), k.SeparableConv2D(2, 3, strides=2)])

# TransposedConv2d
case("transposed", "transposed_conv2d { filters: 2 kernel_size: 3 stride: 2 }", [[2, 3, 2, 3]],
     lambda: [k.Conv2DTranspose(2, 3, strides=2)])
case("transposed same", "transposed_conv2d { filters: 2 kernel_size: 3 stride: 2 padding: SAME activation: RELU }",
     [[2, 3, 2, 3]], lambda: [k.Conv2DTranspose(2, 3, strides=2, padding="same", activation="relu")])
case("transposed stride over kernel", "transposed_conv2d { filters: 2 kernel_size: 2 stride: [3, 2] use_bias: false }",
     [[2, 2, 3, 2]], lambda: [k.Conv2DTranspose(2, 2, strides=(3, 2), use_bias=False)])
case("transposed explicit", "transposed_conv2d { filters: 2 kernel_size: 4 stride: 2 explicit_padding: 1 }",
     [[2, 3, 2, 2]], lambda: [k.Conv2DTranspose(2, 4, strides=2), k.Cropping2D(1)])

# Pooling
case("max pool", "max_pool {}", [[2, 4, 5, 2]], lambda: [k.MaxPooling2D()])
case("max pool same 3 stride 2", "max_pool { size: 3 stride: 2 padding: SAME }", [[2, 6, 5, 2]],
     lambda: [k.MaxPooling2D(3, strides=2, padding="same")])
case("max pool oblong", "max_pool { size: [2, 3] stride: [1, 2] }", [[2, 4, 5, 2]],
     lambda: [k.MaxPooling2D((2, 3), strides=(1, 2))])
case("max pool explicit", "max_pool { size: 3 stride: 2 explicit_padding: 1 }", [[2, 6, 6, 2]],
     lambda: [lambda x: tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], constant_values=-np.inf),
              k.MaxPooling2D(3, strides=2)], offset=-2)
case("max pool of sequences", "max_pool { size: 3 stride: 2 padding: SAME }", [[2, 6, 2]],
     lambda: [k.MaxPooling1D(3, strides=2, padding="same")])
case("max pool of sequences explicit", "max_pool { size: 3 stride: 2 explicit_padding: 1 }", [[2, 6, 2]],
     lambda: [lambda x: tf.pad(x, [[0, 0], [1, 1], [0, 0]], constant_values=-np.inf),
              k.MaxPooling1D(3, strides=2)], offset=-2)
case("average pool", "average_pool { size: 2 }", [[2, 4, 5, 2]], lambda: [k.AveragePooling2D(2)])
case("average pool same", "average_pool { size: 3 stride: 2 padding: SAME }", [[2, 6, 5, 2]],
     lambda: [k.AveragePooling2D(3, strides=2, padding="same")])
case("average pool of sequences", "average_pool { size: 3 stride: 2 padding: SAME }", [[2, 6, 2]],
     lambda: [k.AveragePooling1D(3, strides=2, padding="same")])
case("global average pool", "global_average_pool {}", [[2, 3, 4, 3]], lambda: [k.GlobalAveragePooling2D()])
case("global average pool of sequences", "global_average_pool {}", [[2, 5, 3]],
     lambda: [k.GlobalAveragePooling1D()])


def adaptive(rows, columns):
    """Bin i of n covers places floor(i h / n) up to ceil((i + 1) h / n)."""

    def bins(n, length):
        return [(i * length // n, -(-(i + 1) * length // n)) for i in range(n)]

    def pool(x):
        return tf.stack([tf.stack([tf.reduce_mean(x[:, a:b, c:d], axis=(1, 2))
                                   for c, d in bins(columns, x.shape[2])], axis=1)
                         for a, b in bins(rows, x.shape[1])], axis=1)

    return [pool]


case("adaptive pool overlapping", "adaptive_average_pool { size: [3, 2] }", [[2, 5, 7, 2]],
     lambda: adaptive(3, 2))
case("adaptive pool larger than input", "adaptive_average_pool { size: 4 }", [[2, 3, 5, 2]],
     lambda: adaptive(4, 4))
case("adaptive pool even", "adaptive_average_pool { size: [3, 2] }", [[2, 6, 4, 2]], lambda: adaptive(3, 2))
case("adaptive pool to one", "adaptive_average_pool { size: 1 }", [[2, 5, 3, 2]], lambda: adaptive(1, 1))

# Normalization
for training in (True, False):
    mode = "training" if training else "inference"
    case("batch normalization of images " + mode, "batch_normalization {}", [[3, 2, 3, 4]],
         lambda: [k.BatchNormalization()], training)
    case("batch normalization of vectors " + mode, "batch_normalization { momentum: 0.9 epsilon: 0.00001 }",
         [[5, 4]], lambda: [k.BatchNormalization(momentum=0.9, epsilon=1e-5)], training)
    case("batch normalization of sequences " + mode, "batch_normalization { center: false }", [[3, 4, 2]],
         lambda: [k.BatchNormalization(center=False)], training)
    case("batch normalization without scale " + mode, "batch_normalization { scale: false }", [[6, 3]],
         lambda: [k.BatchNormalization(scale=False)], training)
    case("layer normalization " + mode, "layer_normalization {}", [[3, 5]],
         lambda: [k.LayerNormalization()], training)
case("batch normalization of one vector", "batch_normalization { momentum: 0.5 }", [[1, 3]],
     lambda: [k.BatchNormalization(momentum=0.5)])
case("layer normalization of images", "layer_normalization { epsilon: 0.00001 center: false }", [[2, 2, 3, 4]],
     lambda: [k.LayerNormalization(epsilon=1e-5, center=False)])
case("layer normalization without scale", "layer_normalization { scale: false }", [[2, 3, 4]],
     lambda: [k.LayerNormalization(scale=False)])

# Dropout: only what is not random
case("dropout inference", "dropout { rate: 0.4 }", [[2, 5]], lambda: [k.Dropout(0.4)], False)
case("dropout of nothing", "dropout { rate: 0 }", [[2, 5]], lambda: [])
case("spatial dropout inference", "spatial_dropout { rate: 0.4 }", [[2, 2, 3, 2]],
     lambda: [k.SpatialDropout2D(0.4)], False)
case("spatial dropout of nothing", "spatial_dropout { rate: 0 }", [[2, 4, 2]], lambda: [])

# Activations
ACTIVATIONS = {
    "LINEAR": "linear", "RELU": "relu", "RELU6": "relu6", "LEAKY_RELU": "leaky_relu", "ELU": "elu",
    "SELU": "selu", "GELU": "gelu", "SILU": "silu", "HARD_SILU": "hard_silu", "MISH": "mish",
    "SOFTPLUS": "softplus", "SOFTSIGN": "softsign", "SIGMOID": "sigmoid",
    "HARD_SIGMOID": "hard_sigmoid", "TANH": "tanh", "SOFTMAX": "softmax",
    "LOG_SOFTMAX": "log_softmax", "EXPONENTIAL": "exponential",
    "GELU_TANH": lambda x: keras.activations.gelu(x, approximate=True)}
for name, function in ACTIVATIONS.items():
    case("activation " + name, "activation { function: %s }" % name, [[2, 3, 5]],
         lambda function=function: [k.Activation(function)], scale=7)
case("activation SOFTMAX of images", "activation { function: SOFTMAX }", [[2, 2, 3, 3]],
     lambda: [k.Activation("softmax")])
case("activation LOG_SOFTMAX of vectors", "activation { function: LOG_SOFTMAX }", [[2, 5]],
     lambda: [k.Activation("log_softmax")])

# Shapes and sums
case("flatten", "flatten {}", [[2, 2, 3, 2]], lambda: [k.Flatten()])
case("reshape", "reshape { shape: [3, -1] }", [[2, 2, 3, 2]], lambda: [k.Reshape((3, -1))])
case("zero padding 1", "zero_padding { padding: 1 }", [[2, 2, 3, 2]], lambda: [k.ZeroPadding2D(1)])
case("zero padding 2", "zero_padding { padding: [1, 2] }", [[2, 2, 3, 2]], lambda: [k.ZeroPadding2D((1, 2))])
case("zero padding 4", "zero_padding { padding: [1, 0, 2, 3] }", [[2, 2, 3, 2]],
     lambda: [k.ZeroPadding2D(((1, 0), (2, 3)))])
case("zero padding of sequences", "zero_padding { padding: [1, 2] }", [[2, 3, 2]],
     lambda: [k.ZeroPadding1D((1, 2))])
case("embedding", "embedding { input_size: 6 output_size: 3 }", [[4, 5]],
     lambda: [k.Embedding(6, 3)], integers=6)
case("add", "add {}", [[2, 3], [2, 3]], lambda: [k.Add()])
case("add three", "add {}", [[2, 3], [2, 3], [2, 3]], lambda: [k.Add()])
case("multiply", "multiply {}", [[2, 3], [2, 3], [2, 3]], lambda: [k.Multiply()])
case("multiply gate", "multiply {}", [[2, 1, 1, 3], [2, 2, 3, 3]], lambda: [k.Multiply()])
case("concat", "concat {}", [[2, 2, 3], [2, 2, 1]], lambda: [k.Concatenate()])
case("concat axis 0", "concat { axis: 0 }", [[2, 2, 3], [2, 1, 3], [2, 1, 3]], lambda: [k.Concatenate(axis=1)])
case("rescaling", "rescaling { scale: 0.25 offset: -1 }", [[2, 3]], lambda: [k.Rescaling(0.25, -1.0)])

write("layers.py")
