"""PyTorch: the seed convolution network or ResNet-20 on 32x32x3 float images."""
import argparse
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--net", default="seed", choices=["seed", "resnet20"])
p.add_argument("--data", required=True, help="an .npz file with x_train and y_train")
p.add_argument("--batch", type=int, help="default 32 for seed, 128 for resnet20")
p.add_argument("--steps", type=int, help="steps an epoch; default 40 for seed, 6 for resnet20")
p.add_argument("--epochs", type=int, default=5)
p.add_argument("--channels-last", action="store_true")
p.add_argument("--fused", action="store_true", help="Adam(fused=True)")
p.add_argument("--compile", action="store_true")
p.add_argument("--precision", default="float32", choices=["float32", "tf32", "bfloat16", "float16"])
a = p.parse_args()
a.batch = a.batch or {"seed": 32, "resnet20": 128}[a.net]
a.steps = a.steps or {"seed": 40, "resnet20": 6}[a.net]

import numpy as np
import torch
from torch import nn

import shared

torch.manual_seed(0)
device, autocast, scaler = shared.torch_device(torch, a.precision)
n = a.batch * a.steps
x, y = shared.images(a.data, n)
x, y = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2))).to(device), torch.from_numpy(y).to(device)


def seed_net():
    parts = [nn.Conv2d(3, 64, 7, 2, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    for before, width in ((64, 128), (128, 256), (256, 512)):
        parts += [nn.Conv2d(before, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU()]
    return nn.Sequential(*parts, nn.Conv2d(512, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())


class Block(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.c1 = nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.b1 = nn.BatchNorm2d(width)
        self.c2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(width)
        self.short = nn.Sequential(nn.Conv2d(before, width, 1, stride, bias=False), nn.BatchNorm2d(width)) \
            if stride == 2 else nn.Identity()

    def forward(self, t):
        u = torch.relu(self.b1(self.c1(t)))
        return torch.relu(self.b2(self.c2(u)) + self.short(t))


def resnet20():
    parts, before = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for stage, width in enumerate((16, 32, 64)):
        for block in range(3):
            parts.append(Block(before, width, 2 if stage and not block else 1))
            before = width
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


model = {"seed": seed_net, "resnet20": resnet20}[a.net]().to(device)
if a.channels_last:
    model = model.to(memory_format=torch.channels_last)
    x = x.contiguous(memory_format=torch.channels_last)
params = sum(q.numel() for q in model.parameters()) + sum(
    q.numel() for name, q in model.named_buffers() if name.endswith(("running_mean", "running_var")))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=a.fused or None)
cross_entropy = nn.CrossEntropyLoss()
run = torch.compile(model, dynamic=False) if a.compile else model
epochs = []
start = time.perf_counter()
for _ in range(a.epochs):
    t = time.perf_counter()
    order = torch.randperm(n, device=device)
    for i in range(0, n, a.batch):
        index = order[i:i + a.batch]
        xb = x[index]
        if a.channels_last:
            xb = xb.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        with autocast():
            logits = run(xb)
        loss = cross_entropy(logits.float(), y[index])
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    shared.synchronize(torch)
    epochs.append(time.perf_counter() - t)
shared.report(workload=a.net, peer="torch", options=vars(a), fit_s=time.perf_counter() - start, params=params,
              threads=torch.get_num_threads(), device=device.type, last_loss=loss.item(), **shared.epoch_figures(epochs, n, a.steps),
              versions=shared.versions("torch", "numpy"))
