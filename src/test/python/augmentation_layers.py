"""Writes golden/augmentation_layers.json: layers that change images in training only.

Run as: python augmentation_layers.py ../resources/golden/augmentation_layers.json

These cases are of inference, where they are the identity, or Keras' CenterCrop. What they do in
training depends on draws, which AugmentationTest follows in plain Java.
"""

from keras import layers as k

from layer_cases import case, write

IMAGES = [[2, 6, 5, 3]]
case("random flip inference", "random_flip { vertical: true }", IMAGES, lambda: [], False)
case("random crop inference", "random_crop { padding: 2 border: REFLECT }", IMAGES, lambda: [], False)
case("random crop to a smaller window inference", "random_crop { height: 3 width: 4 }", IMAGES,
     lambda: [k.CenterCrop(3, 4)], False)
case("random crop to a larger window inference", "random_crop { padding: 2 height: 8 width: 5 }", IMAGES,
     lambda: [k.ZeroPadding2D((1, 0))], False)
case("random color inference", "random_color { brightness: 0.1 contrast: 0.2 saturation: 0.3 }", IMAGES,
     lambda: [], False)
case("cutout inference", "cutout { size: 2 }", IMAGES, lambda: [], False)

write("augmentation_layers.py")
