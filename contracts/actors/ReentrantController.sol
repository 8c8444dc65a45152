// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ISupplyController} from "../interfaces/ISupplyController.sol";

/// @title A supply controller that calls back
/// @notice Consents to everything, and makes one prepared call before it answers the next question. It also passes for a foreign
/// token that calls back when it is transferred.
contract ReentrantController is ISupplyController {
    /// @notice The account that prepares the calls: whoever deployed the controller
    address public immutable OWNER = msg.sender;

    /// @notice Whether the last prepared call went through
    bool public lastSucceeded;

    /// @notice What the last prepared call answered, or why it was refused
    bytes public lastAnswer;

    /// @notice How many questions were answered
    uint256 public questions;

    address private _target;
    bytes private _data;
    bool private _isStrict;

    /// @notice Thrown when somebody else than the owner prepares or makes a call
    /// @param caller The account that tried
    error NotOwner(address caller);

    modifier onlyOwner() {
        require(msg.sender == OWNER, NotOwner(msg.sender));
        _;
    }

    /// @notice Makes a call at once, so that the controller can be minter, bridge or holder too
    /// @param target The contract to call
    /// @param data The call
    /// @return result What it returned
    function execute(address target, bytes calldata data) external onlyOwner returns (bytes memory result) {
        return _call(target, data);
    }

    /// @notice Prepares the call that the next question sets off
    /// @param target The contract to call, often the token
    /// @param data The call
    /// @param isStrict Whether a refusal of the call refuses the question too
    function prepare(address target, bytes calldata data, bool isStrict) external onlyOwner {
        (_target, _data, _isStrict) = (target, data, isStrict);
    }

    /// @inheritdoc ISupplyController
    function beforeMint(address, address, uint256) external {
        _callBack();
    }

    /// @inheritdoc ISupplyController
    function beforeBurn(address, uint256) external {
        _callBack();
    }

    /// @inheritdoc ISupplyController
    function beforeCrosschainMint(address, address, uint256) external {
        _callBack();
    }

    /// @inheritdoc ISupplyController
    function beforeCrosschainBurn(address, address, uint256) external {
        _callBack();
    }

    /// @notice What a rescue of a foreign token calls
    /// @return True
    function transfer(address, uint256) external returns (bool) {
        _callBack();
        return true;
    }

    /// @dev Once for each prepared call, or a call back into a mint would never end.
    function _callBack() private {
        ++questions;
        address target = _target;
        if (target == address(0)) return;

        delete _target;
        if (_isStrict) {
            (lastSucceeded, lastAnswer) = (true, _call(target, _data));
        } else {
            (lastSucceeded, lastAnswer) = target.call{value: 0}(_data);
        }
    }

    function _call(address target, bytes memory data) private returns (bytes memory result) {
        bool success;
        (success, result) = target.call{value: 0}(data);
        if (!success) LowLevelCall.bubbleRevert(result);
    }
}
