"""Backbone Chain: attack a stablecoin before anybody else does, and see who notices."""

from backbone_chain import artifacts, scenarios, tokens, watchers
from backbone_chain.accounts import Account, Puppet
from backbone_chain.chain import Chain, Contract, Receipt
from backbone_chain.errors import BackboneError, BrokenScenarioError, RefusedError, UsageError
from backbone_chain.model import Finding, Observation, Outcome, Severity
from backbone_chain.play import Cell, play_matrix, play_one
from backbone_chain.scenarios import BenignTwin, Expects, Scenario
from backbone_chain.stage import Stage
from backbone_chain.tokens import Blueprint, Token
from backbone_chain.watchers import Watch, Watcher

__all__ = [
    "Account",
    "BackboneError",
    "BenignTwin",
    "Blueprint",
    "BrokenScenarioError",
    "Cell",
    "Chain",
    "Contract",
    "Expects",
    "Finding",
    "Observation",
    "Outcome",
    "Puppet",
    "Receipt",
    "RefusedError",
    "Scenario",
    "Severity",
    "Stage",
    "Token",
    "UsageError",
    "Watch",
    "Watcher",
    "artifacts",
    "play_matrix",
    "play_one",
    "scenarios",
    "tokens",
    "watchers",
]
