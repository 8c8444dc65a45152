// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A bridge that burns here and mints there
/// @notice What somebody sends is burned, and minted on the other chain for whoever shows the message with the attester's
/// signature. Each check of a message can be left out, as bridges on record have done.
contract BurnMintBridge {
    /// @notice What was burned elsewhere, and for whom
    struct Message {
        uint256 source;
        uint256 destination;
        uint256 nonce;
        address to;
        uint256 amount;
    }

    /// @notice The check that a message comes out once
    uint8 public constant ONCE = 1;

    /// @notice The check that a message is meant for this chain
    uint8 public constant HERE = 2;

    /// @notice The check that the attester has signed
    uint8 public constant SIGNED = 4;

    /// @notice The token
    IERC7802 public immutable TOKEN;

    /// @notice This chain's number among those that the bridge joins
    uint256 public immutable DOMAIN;

    /// @notice Who signs messages
    address public immutable ATTESTER;

    /// @notice The checks that are made
    uint8 public immutable CHECKS;

    /// @notice The number of the next message
    uint256 public nonce;

    /// @notice Whether a message has come out
    mapping(bytes32 digest => bool yes) public isUsed;

    /// @notice Tokens were burned here
    /// @param nonce The number of the message
    /// @param destination Where they come out
    /// @param sender Whose they were
    /// @param to Whose they will be
    /// @param amount How much, in base units
    event Sent(uint256 indexed nonce, uint256 destination, address indexed sender, address to, uint256 amount);

    /// @notice Tokens were minted here
    /// @param source Where they were burned
    /// @param nonce The number of the message
    /// @param to Whose they are
    /// @param amount How much, in base units
    event Received(uint256 indexed source, uint256 indexed nonce, address indexed to, uint256 amount);

    /// @notice Thrown when a message has come out before
    /// @param digest Its digest
    error MessageUsed(bytes32 digest);

    /// @notice Thrown when a message is meant for another chain
    /// @param destination Which
    error WrongDestination(uint256 destination);

    /// @notice Thrown when the attester has not signed a message
    /// @param digest Its digest
    error NotAttested(bytes32 digest);

    /// @param token The token
    /// @param domain This chain's number
    /// @param attester Who signs messages
    /// @param checks The checks that are made: the sum of ONCE, HERE and SIGNED is all of them
    constructor(IERC7802 token, uint256 domain, address attester, uint8 checks) {
        TOKEN = token;
        DOMAIN = domain;
        ATTESTER = attester;
        CHECKS = checks;
    }

    /// @notice Burns the caller's tokens, for which it has approved the bridge
    /// @param destination Where they come out
    /// @param to Whose they will be
    /// @param amount How much, in base units
    function send(uint256 destination, address to, uint256 amount) external {
        emit Sent(++nonce, destination, msg.sender, to, amount);
        TOKEN.crosschainBurn(msg.sender, amount);
    }

    /// @notice Mints what was burned elsewhere; anybody may call
    /// @param message What was burned
    /// @param signature The attester's, of its digest
    function receiveMessage(Message calldata message, bytes calldata signature) external {
        bytes32 id = digest(message);
        require(!_checks(ONCE) || !isUsed[id], MessageUsed(id));
        require(!_checks(HERE) || message.destination == DOMAIN, WrongDestination(message.destination));
        require(!_checks(SIGNED) || _isSigned(id, signature), NotAttested(id));

        isUsed[id] = true;
        emit Received(message.source, message.nonce, message.to, message.amount);
        TOKEN.crosschainMint(message.to, message.amount);
    }

    /// @notice What the attester signs
    /// @param message What was burned
    /// @return The digest
    function digest(Message calldata message) public pure returns (bytes32) {
        return keccak256(abi.encode(message));
    }

    function _checks(uint8 check) private view returns (bool) {
        return CHECKS & check != 0;
    }

    function _isSigned(bytes32 id, bytes calldata signature) private view returns (bool) {
        (address signer, , ) = ECDSA.tryRecoverCalldata(id, signature);
        return signer == ATTESTER;
    }
}
