// BridgeConfiguration
