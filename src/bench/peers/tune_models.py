"""the tuned network for both libraries and the one search space all tuners use."""
import os

SPACE = {"units": (32, 512, 32), "l2": (1e-5, 1e-1), "dropout": (0.0, 0.7), "lr": (1e-4, 1e-1),
         "optimizer": ("adam", "rmsprop")}


def arguments(description):
    import argparse
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", help="folder with the four IDX .gz files of MNIST (random arrays without it)")
    p.add_argument("--trials", type=int, default=24)
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--train", type=int, default=8000)
    p.add_argument("--valid", type=int, default=2000)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--steps-per-execution", type=int, default=1, help="Keras only")
    p.add_argument("--backend", default="tensorflow", choices=["tensorflow", "jax"], help="Keras only")
    return p


def data(a):
    import shared
    x, y = shared.mnist(a.data, a.train + a.valid)
    return x[:a.train], y[:a.train], x[a.train:], y[a.train:]


def keras_environment(a):
    os.environ["KERAS_BACKEND"] = a.backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def keras_model(a, units, l2, dropout, lr, optimizer):
    import keras
    model = keras.Sequential([
        keras.Input((784,)),
        keras.layers.Dense(units, activation="relu", kernel_regularizer=keras.regularizers.l2(l2)),
        keras.layers.Dropout(dropout),
        keras.layers.Dense(10, activation="softmax"),
    ])
    kind = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[optimizer]
    model.compile(optimizer=kind(learning_rate=lr), loss="sparse_categorical_crossentropy", metrics=["accuracy"],
                  steps_per_execution=a.steps_per_execution)
    return model


def keras_trial(a, sets, **values):
    """Best validation accuracy of the epochs of one trial."""
    import keras
    keras.backend.clear_session()
    model = keras_model(a, **values)
    x, y, xv, yv = sets
    history = model.fit(x, y, epochs=a.epochs, batch_size=a.batch, validation_data=(xv, yv), verbose=0)
    return max(history.history["val_accuracy"])


def torch_trial(a, sets, units, l2, dropout, lr, optimizer):
    import torch
    from torch import nn
    x, y, xv, yv = sets
    model = nn.Sequential(nn.Linear(784, units), nn.ReLU(), nn.Dropout(dropout), nn.Linear(units, 10))
    kind = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}[optimizer]
    opt = kind(model.parameters(), lr=lr)
    cross_entropy = nn.CrossEntropyLoss()
    best = 0.0
    for _ in range(a.epochs):
        model.train()
        order = torch.randperm(len(x))
        for i in range(0, len(x), a.batch):
            index = order[i:i + a.batch]
            opt.zero_grad()
            loss = cross_entropy(model(x[index]), y[index]) + l2 * model[0].weight.square().sum()
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            best = max(best, (model(xv).argmax(1) == yv).float().mean().item())
    return best
