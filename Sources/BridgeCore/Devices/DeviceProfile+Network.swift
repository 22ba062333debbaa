extension DeviceProfile {
    /// Names of options that say how a terminal reaches us, lower case. No manual lists them all: what is said in
    /// another way counts as a fast network.
    private static let linkOptions: Set<String> = [
        "commtype", "nettype", "networktype", "netmode", "networkmode", "connectiontype",
    ]
    private static let mobileLinks = [
        "gprs", "edge", "cdma", "umts", "hspa", "lte", "2g", "3g", "4g", "5g", "mobile", "cellular",
    ]

    /// Whether the terminal says that it is on a mobile network, where long answers are cut off.
    package var isOnMobileNetwork: Bool {
        options.contains { name, value in
            let name = name.drop { $0 == "~" }.lowercased()
            guard Self.linkOptions.contains(name) else { return false }
            let value = value.lowercased()
            return Self.mobileLinks.contains { value.contains($0) }
        }
    }
}
