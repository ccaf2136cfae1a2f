"""Optimisers, and how their learning rate changes from step to step."""

import math

import torch
from torch import nn
from torch.optim import lr_scheduler

from core.data.digits import TRAIN_IMAGES
from core.settings.digit_trainer import DigitTrainer


def steps_per_epoch(settings: DigitTrainer) -> int:
    """How many batches it takes to see every training image once; the last one may be smaller."""
    return math.ceil(min(settings.train_size, TRAIN_IMAGES[settings.data]) / settings.batch_size)


def make_optimizer(model: nn.Module, settings: DigitTrainer) -> torch.optim.Optimizer:
    """The optimiser of `settings`, fused (one kernel for all weights) where PyTorch has it so."""
    weights, lr, decay = list(model.parameters()), settings.learning_rate, settings.weight_decay
    match settings.optimizer:
        case "sgd":
            return torch.optim.SGD(weights, lr, weight_decay=decay, fused=True)
        case "momentum":
            return torch.optim.SGD(weights, lr, momentum=0.9, weight_decay=decay, fused=True)
        case "rmsprop":
            return torch.optim.RMSprop(weights, lr, weight_decay=decay)
        case "adam":
            return torch.optim.Adam(weights, lr, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(weights, lr, weight_decay=decay, fused=True)


def make_schedule(optimizer: torch.optim.Optimizer, settings: DigitTrainer, steps: int) -> lr_scheduler.LRScheduler:
    """The learning rate over `steps` optimiser steps; the setting is its highest value.

    constant; step: a tenth after each third; cosine: down to zero; one_cycle: up for three tenths, then down to almost
    zero (Smith and Topin, "Super-convergence", 2018; momentum is left alone, so the optimisers stay comparable).
    """
    match settings.schedule:
        case "constant":
            return lr_scheduler.ConstantLR(optimizer, factor=1.0)
        case "step":
            return lr_scheduler.StepLR(optimizer, step_size=max(1, -(-steps // 3)), gamma=0.1)
        case "cosine":
            return lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
        case "one_cycle":
            return lr_scheduler.OneCycleLR(optimizer, settings.learning_rate, total_steps=steps + 1, cycle_momentum=False)
