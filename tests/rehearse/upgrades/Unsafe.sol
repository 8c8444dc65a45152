// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReferenceDollar} from "../../../contracts/token/ReferenceDollar.sol";

/// Any code at all, run in the token's storage by anybody.
contract RunsForeignCode is ReferenceDollar {
    function run(address target, bytes calldata data) external {
        (bool success, ) = target.delegatecall(data);
        require(success);
    }
}

/// The same through OpenZeppelin's own function, whose instruction the upgrade uses too.
contract RunsForeignCodeThroughALibrary is ReferenceDollar {
    function run(address target, bytes calldata data) external {
        Address.functionDelegateCall(target, data);
    }
}

library Sums {
    function sum(uint256[] memory values) external pure returns (uint256 total) {
        for (uint256 i = 0; i < values.length; ++i) total += values[i];
    }
}

/// A linked library: its address is a constant of the code.
contract CallsALibrary is ReferenceDollar {
    function sum(uint256[] memory values) external pure returns (uint256) {
        return Sums.sum(values);
    }
}

contract EndsItself is ReferenceDollar {
    function end(address payable heir) external onlyRole(UPGRADER_ROLE) {
        selfdestruct(heir);
    }
}

/// The reinitialiser gives back what was minted.
contract ResetsTheSupply is ReferenceDollar {
    function initializeV2() external reinitializer(2) {
        assembly {
            sstore(add(0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00, 2), 0)
        }
    }
}

/// The reinitialiser makes another account the upgrader, and leaves the old one out.
contract ResetsARole is ReferenceDollar {
    function initializeV2(address upgrader) external reinitializer(2) {
        _grantRole(UPGRADER_ROLE, upgrader);
        _revokeRole(UPGRADER_ROLE, _msgSender());
    }
}

/// The reinitialiser is open to anybody, as long as nobody has called it.
contract LeavesTheInitialiserOpen is ReferenceDollar {
    function initializeV2(address minter) external reinitializer(2) {
        _grantRole(MINTER_ADMIN_ROLE, minter);
    }
}

/// The constructor takes an argument, which becomes part of the code.
contract TakesAnArgument is ReferenceDollar {
    address public immutable registry;

    constructor(address registry_) {
        registry = registry_;
    }
}
