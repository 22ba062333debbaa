// swift-tools-version: 6.2
// The layers, lowest first. A target may import only what stands in its `dependencies`;
// `ArchitectureTests` checks the rest (which folder may import which C library, file sizes).
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A Debian library as Swift sees it: a module map and, where C macros or variadics need it, inline shims.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func target(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "adms-bridge",
    products: [.executable(name: "adms-bridge", targets: ["BridgeCommand"])],
    targets: [
        library("COpenSSL", pkgConfig: "libcrypto", package: "libssl-dev"),
        library("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        // Ours: what libmicrohttpd answers by itself, in our words.
        .target(
            name: "CReplies", dependencies: ["CMicroHTTPD"], path: "Sources/CLibraries/CReplies"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", package: "libyaml-dev"),
        library("CJansson", pkgConfig: "jansson", package: "libjansson-dev"),
        .systemLibrary(name: "CLinux", path: "Sources/CLibraries/CLinux"),
        library("CLibArchive", pkgConfig: "libarchive", package: "libarchive-dev"),
        library("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),

        // Level 0: one library each, made safe. They know nothing of bridges.
        target("Crypto", ["COpenSSL"]),
        target("HTTPEngine", ["CMicroHTTPD", "CReplies"]),
        target("HTTPClient", ["CCurl"]),
        target("Archive", ["CLibArchive", "CZlib"]),

        // Level 1: what the business knows.
        target("BridgeCore", ["Crypto", "CJansson"]),

        // Level 2: the parts. None imports another.
        target("ADMS", ["BridgeCore"]),
        target("SQLiteStore", ["BridgeCore", "Crypto", "CSQLite"]),
        target("WebhookDelivery", ["BridgeCore", "Crypto", "HTTPClient"]),
        target("BridgeConfiguration", ["BridgeCore", "Crypto", "CYAML"]),

        target("SimulatedTerminal", ["BridgeCore", "HTTPClient"]),

        // Level 3: the front door, which speaks ADMS to terminals and JSON to people.
        target("HTTPGateway", ["Archive", "BridgeCore", "ADMS", "Crypto", "HTTPEngine"]),

        // Beside the levels: loads a running bridge from outside and measures its parts' floors.
        target(
            "BridgeBenchmarks", ["ADMS", "BridgeCore", "CLinux", "Crypto", "HTTPEngine", "SQLiteStore"]),

        // Level 4: the program. The only place where concrete parts meet.
        .executableTarget(
            name: "BridgeCommand",
            dependencies: [
                "ADMS", "Archive", "BridgeBenchmarks", "BridgeConfiguration", "BridgeCore", "Crypto",
                "HTTPClient", "HTTPEngine", "HTTPGateway",
                "SimulatedTerminal", "SQLiteStore", "WebhookDelivery",
            ],
            swiftSettings: strict),

        tests("ArchiveTests", ["Archive"]),
        tests("HTTPEngineTests", ["HTTPEngine"]),
        tests("ADMSTests", ["ADMS", "BridgeCore"]),
        tests("SimulatedTerminalTests", ["ADMS", "SimulatedTerminal", "BridgeCore"]),
        tests("BridgeBenchmarksTests", ["BridgeBenchmarks", "BridgeCore"]),
        tests("BridgeConfigurationTests", ["BridgeConfiguration", "BridgeCore"]),
        // What several test targets share: a clock to turn, sample values, the promises every store must keep.
        .target(
            name: "BridgeTestSupport", dependencies: ["BridgeCore", "Crypto"],
            path: "Tests/BridgeTestSupport",
            swiftSettings: strict),

        // A way to the file system for SQLite that keeps only what was synced.
        .target(name: "CPowerLoss", dependencies: ["CSQLite"], path: "Tests/CPowerLoss"),

        tests("ArchitectureTests", []),
        tests("BridgeCoreTests", ["BridgeCore", "BridgeTestSupport", "Crypto"]),
        tests(
            "SQLiteStoreTests",
            ["BridgeCore", "BridgeTestSupport", "CPowerLoss", "Crypto", "CSQLite", "SQLiteStore"]),
        tests("WebhookDeliveryTests", ["WebhookDelivery", "HTTPClient", "BridgeCore", "Crypto"]),
        tests("BridgeCommandTests", ["BridgeCommand", "BridgeCore", "Crypto"]),
        tests(
            "HTTPGatewayTests",
            [
                "HTTPGateway", "HTTPEngine", "HTTPClient", "SQLiteStore", "BridgeCore", "BridgeTestSupport",
                "Crypto",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// Only for `make fuzz`: libFuzzer brings its own `main`, which no other build could link.
if Context.environment["ADMS_BRIDGE_FUZZ"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "Fuzzing", dependencies: ["ADMS", "Archive", "BridgeCore"], path: "Tests/Fuzzing",
            exclude: ["Corpus", "protocol.dict"], swiftSettings: strict))
}
