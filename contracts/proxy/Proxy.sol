// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Imported for nothing but to be compiled: the token needs no proxy of its own.
// solhint-disable-next-line no-unused-import
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
