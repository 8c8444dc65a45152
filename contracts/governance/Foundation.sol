// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Foundation
/// @notice Creates a timelock and the contracts that it governs, lets the timelock open them for business, and leaves everything
/// to its rightful holders, all in the transaction that creates this contract. There is nothing to call on it afterwards.
/// @custom:warning It trusts its terms. What they led to is read in the timelock's events, and verified from outside.
contract Foundation {
    /// @notice A call that the timelock makes
    /// @param target The contract that is called
    /// @param data Selector and arguments
    struct Call {
        address target;
        bytes data;
    }

    /// @notice What is to be founded
    /// @param delay Seconds that an operation of the timelock waits, from the end of this transaction on
    /// @param proposer Schedules operations, and may cancel them
    /// @param executor Executes what has waited, zero for anybody
    /// @param canceller Cancels what is waiting, and nothing else
    /// @param addresses Where the timelock and then each of the creations will stand
    /// @param creations Creation code with constructor arguments, in order
    /// @param opening What the timelock does at once
    struct Terms {
        uint256 delay;
        address proposer;
        address executor;
        address canceller;
        address[] addresses;
        bytes[] creations;
        Call[] opening;
    }

    /// @notice Emitted when everything stands, and this contract has given up what it held
    /// @param timelock The timelock
    /// @param addresses The timelock, then each of the creations
    event Founded(address indexed timelock, address[] addresses);

    /// @notice Thrown when a contract would stand elsewhere than the terms say, and so than the others believe
    /// @param expected The address in the terms
    /// @param created The address that it has
    error CreatedElsewhere(address expected, address created);

    /// @notice Thrown when the terms don't have one address for the timelock and one for each creation
    /// @param addresses How many addresses there are
    /// @param creations How many creations there are
    error AddressesDoNotFit(uint256 addresses, uint256 creations);

    constructor(Terms memory terms) {
        require(
            terms.addresses.length == terms.creations.length + 1,
            AddressesDoNotFit(terms.addresses.length, terms.creations.length)
        );
        TimelockController timelock = _createTimelock(terms);
        for (uint256 i = 0; i < terms.creations.length; ++i) {
            _requireAt(terms.addresses[i + 1], _create(terms.creations[i]));
        }
        _open(timelock, terms);
        _leave(timelock);
        emit Founded(address(timelock), terms.addresses);
    }

    /// @dev Without a delay, and with this contract in power, until _open and _leave have run.
    function _createTimelock(Terms memory terms) private returns (TimelockController timelock) {
        address[] memory proposers = _pair(address(this), terms.proposer);
        address[] memory executors = _pair(address(this), terms.executor);
        timelock = new TimelockController(0, proposers, executors, address(this));
        _requireAt(terms.addresses[0], address(timelock));
        timelock.grantRole(timelock.CANCELLER_ROLE(), terms.canceller);
    }

    /// @dev One operation of the timelock, which ends with its delay.
    function _open(TimelockController timelock, Terms memory terms) private {
        uint256 last = terms.opening.length;
        address[] memory targets = new address[](last + 1);
        bytes[] memory payloads = new bytes[](last + 1);
        for (uint256 i = 0; i < last; ++i) {
            (targets[i], payloads[i]) = (terms.opening[i].target, terms.opening[i].data);
        }
        targets[last] = address(timelock);
        payloads[last] = abi.encodeCall(TimelockController.updateDelay, (terms.delay));

        uint256[] memory values = new uint256[](last + 1);
        timelock.scheduleBatch(targets, values, payloads, bytes32(0), bytes32(0), 0);
        timelock.executeBatch(targets, values, payloads, bytes32(0), bytes32(0));
    }

    function _leave(TimelockController timelock) private {
        timelock.renounceRole(timelock.PROPOSER_ROLE(), address(this));
        timelock.renounceRole(timelock.CANCELLER_ROLE(), address(this));
        timelock.renounceRole(timelock.EXECUTOR_ROLE(), address(this));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), address(this));
    }

    /// @dev Reverts with the reason of the constructor.
    function _create(bytes memory creation) private returns (address created) {
        assembly ("memory-safe") {
            created := create(0, add(creation, 0x20), mload(creation))
            if iszero(created) {
                let pointer := mload(0x40)
                returndatacopy(pointer, 0, returndatasize())
                revert(pointer, returndatasize())
            }
        }
    }

    function _requireAt(address expected, address created) private pure {
        require(expected == created, CreatedElsewhere(expected, created));
    }

    function _pair(address first, address second) private pure returns (address[] memory both) {
        both = new address[](2);
        (both[0], both[1]) = (first, second);
    }
}
