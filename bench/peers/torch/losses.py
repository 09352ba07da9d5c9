#!/usr/bin/env python3
"""Trains the small networks of the evaluation with PyTorch on numbers that a formula gives, and prints 50 losses.

The first weights, the sessions and the candidates come from one linear congruential generator, so that any other program
can compute the same numbers. One line of JSON on stdout: versions and, for each network, the loss of each step, in float64.
"""
import json
import math
import sys

import torch

STEPS = 50
PRODUCTS = 30
UNITS = 8
HIDDEN = 12
LANES = 16
DRAWN = 10
RATE = 0.1
POWER = 0.75
VIEWS = 3


class Lcg:
    """Knuth's MMIX generator; a number is its upper 31 bits."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return self.state >> 33

    def below(self, bound):
        return self.bits() % bound

    def weights(self, rows, columns, scale=0.25):
        """A matrix drawn row by row from [-scale, scale)."""
        return torch.tensor([[(self.bits() / (1 << 31) * 2 - 1) * scale for _ in range(columns)] for _ in range(rows)])


def with_bias(rows):
    """Adds a column of zeros: the biases of the products."""
    return torch.cat([rows, torch.zeros(len(rows), 1)], dim=1)


def log_q():
    """Logarithm of the probability that a product is drawn or a target; product i was viewed i + 1 times."""
    counts = [i + 1 for i in range(PRODUCTS)]
    powers = [count ** POWER for count in counts]
    return torch.tensor([
        math.log(1 - (1 - power / sum(powers)) ** DRAWN * (1 - count / sum(counts)) ** LANES)
        for power, count in zip(powers, counts)])


def candidates(lcg, targets):
    """Drawn products and the targets, each once, in the order of their first place."""
    return list(dict.fromkeys([lcg.below(PRODUCTS) for _ in range(DRAWN)] + targets))


def scores(hidden, rows, chosen, logq):
    ones = torch.ones(len(hidden), 1)
    return torch.cat([hidden, ones], dim=1) @ rows[chosen].T - logq[chosen]


def adagrad(parameters):
    return torch.optim.Adagrad(parameters, lr=RATE, initial_accumulator_value=1e-6, eps=0)


def train(parameters, step):
    optimizer = adagrad(parameters)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = step()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def gru4rec():
    lcg = Lcg(1)
    rows = with_bias(lcg.weights(PRODUCTS, UNITS)).requires_grad_()
    cell = torch.nn.GRUCell(UNITS, UNITS)
    cell.weight_ih.data = lcg.weights(3 * UNITS, UNITS)
    cell.weight_hh.data = lcg.weights(3 * UNITS, UNITS)
    cell.bias_ih.data.zero_()
    cell.bias_hh.data.zero_()
    cell.bias_hh.requires_grad_(False)
    logq = log_q()
    state = torch.zeros(LANES, UNITS)

    def step():
        nonlocal state
        viewed = [lcg.below(PRODUCTS) for _ in range(LANES)]
        targets = [lcg.below(PRODUCTS) for _ in range(LANES)]
        ends = [lcg.below(5) == 0 for _ in range(LANES)]
        chosen = candidates(lcg, targets)
        state = torch.where(torch.tensor(ends)[:, None], torch.zeros(1), state.detach())
        state = cell(rows[viewed][:, :UNITS], state)
        return torch.nn.functional.cross_entropy(
            scores(state, rows, chosen, logq), torch.tensor([chosen.index(target) for target in targets]))

    return train([rows, cell.weight_ih, cell.weight_hh, cell.bias_ih], step)


def two_tower():
    lcg = Lcg(2)
    viewed = lcg.weights(PRODUCTS, UNITS).requires_grad_()
    rows = with_bias(lcg.weights(PRODUCTS, UNITS)).requires_grad_()
    hidden = torch.nn.Linear(UNITS, HIDDEN)
    last = torch.nn.Linear(HIDDEN, UNITS)
    hidden.weight.data = lcg.weights(HIDDEN, UNITS)
    last.weight.data = lcg.weights(UNITS, HIDDEN)
    hidden.bias.data.zero_()
    last.bias.data.zero_()
    logq = log_q()

    def step():
        bags = [[lcg.below(PRODUCTS) for _ in range(1 + lcg.below(VIEWS))] for _ in range(LANES)]
        targets = [lcg.below(PRODUCTS) for _ in range(LANES)]
        chosen = candidates(lcg, targets)
        mean = torch.stack([viewed[bag].mean(dim=0) for bag in bags])
        return torch.nn.functional.cross_entropy(
            scores(last(torch.relu(hidden(mean))), rows, chosen, logq),
            torch.tensor([chosen.index(target) for target in targets]))

    return train([viewed, rows, hidden.weight, hidden.bias, last.weight, last.bias], step)


def autoencoder():
    lcg = Lcg(3)
    viewed = lcg.weights(PRODUCTS, UNITS).requires_grad_()
    rows = with_bias(lcg.weights(PRODUCTS, UNITS)).requires_grad_()
    bias = torch.zeros(UNITS).requires_grad_()

    def step():
        loss = torch.zeros(())
        for _ in range(LANES):
            bag = list(dict.fromkeys(lcg.below(PRODUCTS) for _ in range(1 + lcg.below(VIEWS))))
            hidden = torch.tanh(viewed[bag].sum(dim=0) / math.sqrt(len(bag)) + bias)
            every = rows[:, :UNITS] @ hidden + rows[:, UNITS]
            loss = loss - torch.log_softmax(every, dim=0)[bag].sum() / LANES
        return loss

    return train([viewed, rows, bias], step)


def neural_mf():
    lcg = Lcg(4)
    factors, inputs = 6, 4
    viewed = lcg.weights(PRODUCTS, factors + inputs).requires_grad_()
    rows = lcg.weights(PRODUCTS, factors + inputs).requires_grad_()
    layers = [torch.nn.Linear(2 * inputs, inputs), torch.nn.Linear(inputs, inputs // 2), torch.nn.Linear(factors + inputs // 2, 1)]
    for layer in layers:
        layer.weight.data = lcg.weights(layer.out_features, layer.in_features)
        layer.bias.data.zero_()

    def step():
        scores, truth = [], []
        for lane in range(LANES):
            bag = [lcg.below(PRODUCTS) for _ in range(1 + lcg.below(VIEWS))]
            session = viewed[bag].mean(dim=0)
            product = rows[lcg.below(PRODUCTS)]
            deep = torch.cat([session[factors:], product[factors:]])
            for layer in layers[:2]:
                deep = torch.relu(layer(deep))
            scores.append(layers[2](torch.cat([session[:factors] * product[:factors], deep])))
            truth.append(float(lane % 2))
        return torch.nn.functional.binary_cross_entropy_with_logits(torch.cat(scores), torch.tensor(truth))

    return train([viewed, rows] + [parameter for layer in layers for parameter in layer.parameters()], step)


def main():
    torch.set_default_dtype(torch.float64)
    print(json.dumps({
        "peer": "torch", "version": torch.__version__, "python": sys.version.split()[0], "steps": STEPS,
        "gru4rec": gru4rec(), "twoTower": two_tower(), "autoencoder": autoencoder(), "neuralMf": neural_mf()}))


if __name__ == "__main__":
    main()
