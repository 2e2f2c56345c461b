"""PyTorch: the same network and update, index slices of one tensor (no DataLoader)."""
import argparse
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--data", help="folder with the four IDX .gz files of MNIST (random arrays without it)")
p.add_argument("--n", type=int, default=10000)
p.add_argument("--epochs", type=int, default=10)
p.add_argument("--batch", type=int, default=32)
p.add_argument("--compile", action="store_true", help="torch.compile of forward+loss and of the optimizer step")
p.add_argument("--fused", action="store_true", help="Adam(fused=True)")
p.add_argument("--metrics", action="store_true", help="also accumulate loss and accuracy each step, as Keras does")
p.add_argument("--loader", action="store_true", help="DataLoader(shuffle=True) instead of index slices")
p.add_argument("--test", action="store_true", help="also the accuracy on the test digits")
p.add_argument("--precision", default="float32", choices=["float32", "tf32", "bfloat16", "float16"])
p.add_argument("--threads", type=int, default=0)
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

import torch
from torch import nn

import shared

if a.threads:
    torch.set_num_threads(a.threads)
torch.manual_seed(a.seed)
device, autocast, scaler = shared.torch_device(torch, a.precision)
x, y = (torch.from_numpy(values).to(device) for values in shared.mnist(a.data, a.n))

model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)).to(device)
for layer in model:
    if isinstance(layer, nn.Linear):  # the Keras initial values
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7, fused=a.fused or None)
cross_entropy = nn.CrossEntropyLoss()
loss_sum = torch.zeros((), device=device)
correct = torch.zeros((), dtype=torch.int64, device=device)


def forward(xb, yb):
    with autocast():
        logits = model(xb)
    return cross_entropy(logits.float(), yb) + 0.001 * model[0].weight.square().sum(), logits




def update():
    scaler.step(optimizer)
    scaler.update()


if a.compile:
    forward = torch.compile(forward, dynamic=False)
    if not scaler.is_enabled():
        update = torch.compile(optimizer.step)


def step(xb, yb):
    optimizer.zero_grad()
    loss, logits = forward(xb, yb)
    scaler.scale(loss).backward()
    update()
    if a.metrics:
        loss_sum.add_(loss.detach())
        correct.add_((logits.argmax(1) == yb).sum())


# a compiled step is specialised to one shape, so the short last batch is dropped there
steps = a.n // a.batch if a.compile else -(-a.n // a.batch)
used = min(a.n, steps * a.batch)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), a.batch, shuffle=True)
epochs = []
start = time.perf_counter()
for _ in range(a.epochs):
    t = time.perf_counter()
    if a.loader:
        for xb, yb in loader:
            step(xb, yb)
    else:
        order = torch.randperm(a.n, device=device)[:used]
        for i in range(0, used, a.batch):
            index = order[i:i + a.batch]
            step(x[index], y[index])
    shared.synchronize(torch)
    epochs.append(time.perf_counter() - t)
fit_s = time.perf_counter() - start
tested = {}
if a.test:
    x_test, y_test = (torch.from_numpy(values).to(device) for values in shared.mnist(a.data, 10000, "t10k"))
    model.eval()
    with torch.no_grad():
        tested["test_accuracy"] = float((model(x_test).argmax(1) == y_test).float().mean())
shared.report(workload="mlp", peer="torch", options=vars(a), fit_s=fit_s, **tested,
              params=sum(q.numel() for q in model.parameters()), threads=torch.get_num_threads(), device=device.type,
              **shared.epoch_figures(epochs, used, steps), versions=shared.versions("torch", "numpy"))
