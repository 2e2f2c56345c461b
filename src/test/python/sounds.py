"""Writes golden/sounds.json: cases of the layers for sounds.

Run as: python sounds.py ../resources/golden/sounds.json

Spectrograms and mel spectrograms are tf.signal's, in float64; MFCC is TensorFlow's op, of which there is no
other form with the same filters.
"""

import numpy as np
import tensorflow as tf

from layer_cases import case, write


def hann(length, dtype):
    """Periodic also where the length is odd, unlike tf.signal.hann_window."""
    angles = 2 * np.pi * np.arange(int(length)) / int(length)
    return tf.constant(0.5 - 0.5 * np.cos(angles), dtype)


def magnitudes(window, stride, length, power=1):
    def apply(x):
        stft = tf.signal.stft(x[:, :, 0], window, stride, length, hann)
        return tf.math.abs(stft) ** power
    return apply


def mel(bins, frequencies, rate, lower, upper):
    matrix = tf.signal.linear_to_mel_weight_matrix(bins, frequencies, rate, lower, upper, tf.float64)
    return lambda x: tf.matmul(x, matrix)


def mfcc(**arguments):
    def apply(x):
        result = tf.raw_ops.Mfcc(spectrogram=tf.cast(x, tf.float32), **arguments)
        return tf.constant(result.numpy(), tf.float64)
    return apply


# No gradient flows through the ops, so the inputs are whole numbers, whose gradients are not looked at.
case("spectrogram", "spectrogram { window: 16 stride: 6 }", [[3, 41, 1]],
     lambda: [magnitudes(16, 6, 16)], integers=9)
case("spectrogram of squares and an odd window", "spectrogram { window: 11 stride: 4 magnitude_squared: true }",
     [[2, 30, 1]], lambda: [magnitudes(11, 4, 16, 2)], integers=9)
case("spectrogram without overlap", "spectrogram { window: 8 }", [[2, 24, 1]],
     lambda: [magnitudes(8, 8, 8)], integers=5)
case("mel spectrogram", "mel_spectrogram { bins: 7 sample_rate: 8000 log_offset: 0.25 }", [[2, 3, 33]],
     lambda: [mel(7, 33, 8000, 20, 4000), lambda x: tf.math.log(x + 0.25)], offset=1.5)
case("mel spectrogram between frequencies",
     "mel_spectrogram { bins: 4 sample_rate: 16000 lower_frequency: 300 upper_frequency: 5000 log: false }",
     [[2, 3, 65]], lambda: [mel(4, 65, 16000, 300, 5000)])
case("mfcc", "mfcc { coefficients: 5 bins: 12 sample_rate: 8000 upper_frequency: 3800 }", [[2, 3, 65]],
     lambda: [mfcc(sample_rate=8000, upper_frequency_limit=3800, lower_frequency_limit=20,
                   filterbank_channel_count=12, dct_coefficient_count=5)], integers=50)
case("mfcc up to half the sample rate", "mfcc { sample_rate: 8000 }", [[1, 2, 129]],
     lambda: [mfcc(sample_rate=8000, upper_frequency_limit=4000, lower_frequency_limit=20,
                   filterbank_channel_count=40, dct_coefficient_count=13)], integers=50)
case("spec augment outside training",
     "spec_augment { time_masks: 2 time_width: 2 frequency_masks: 1 frequency_width: 3 }", [[2, 4, 5]],
     lambda: [lambda x: tf.identity(x)], training=False)

write("sounds.py")
