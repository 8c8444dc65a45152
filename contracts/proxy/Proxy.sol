// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Imported for nothing but to be compiled: the token needs no proxy of its own, nor do stories need a beacon of theirs.
// solhint-disable-next-line no-unused-import
import {UpgradeableBeacon} from "@openzeppelin/contracts/proxy/beacon/UpgradeableBeacon.sol";
// solhint-disable-next-line no-unused-import
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
