// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A supply that another contract has a say in
/// @notice The token asks its supply controller before minters mint or burn and before bridges do. Without a controller, minter
/// allowances are the only bound, and bridges can do nothing. Redeeming and enforcement never depend on it.
interface ISupplyControlled {
    /// @notice Emitted when the supply controller is set
    /// @param oldController The controller so far, zero for none
    /// @param newController The controller from now on, zero for none
    /// @param by The reserve admin
    event SupplyControllerChanged(address indexed oldController, address indexed newController, address indexed by);

    /// @notice Thrown when an account without code is to be the controller
    /// @param account The account
    error NotAContract(address account);

    /// @notice Sets the contract that is asked before minters and bridges mint and burn
    /// @param controller An ISupplyController, or zero for none
    /// @custom:warning A controller that reverts stops minting and bridging.
    function setSupplyController(address controller) external;

    /// @notice The contract that is asked before minters and bridges mint and burn
    /// @return The controller, zero for none
    function supplyController() external view returns (address);

    /// @notice The role that sets the supply controller, and the cap and the reserve feed in it
    /// @return The id of the role
    /// @custom:warning Can lift every bound on supply but the minter allowances.
    function RESERVE_ADMIN_ROLE() external view returns (bytes32);
}
