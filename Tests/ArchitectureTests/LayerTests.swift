import Testing

/// Who may know whom. A change here is a change of the architecture.
@Suite struct LayerTests {
    /// Our own modules that each target may import, lowest layer first.
    private static let allowed: [String: Set<String>] = [
        "Crypto": [],
        "HTTPEngine": [],
        "HTTPClient": [],
        "BridgeCore": ["Crypto"],
        "ADMS": ["BridgeCore"],
        "SQLiteStore": ["BridgeCore", "Crypto"],
        "WebhookDelivery": ["BridgeCore", "Crypto", "HTTPClient"],
        "BridgeConfiguration": ["BridgeCore", "Crypto"],
        "SimulatedTerminal": ["BridgeCore", "HTTPClient"],
        "BridgeBenchmarks": ["ADMS", "BridgeCore", "Crypto", "HTTPEngine", "SQLiteStore"],
        "Archive": [],
        "HTTPGateway": ["ADMS", "Archive", "BridgeCore", "Crypto", "HTTPEngine"],
        "BridgeCommand": [
            "ADMS", "Archive", "BridgeBenchmarks", "BridgeConfiguration", "BridgeCore", "Crypto",
            "HTTPClient",
            "HTTPEngine", "HTTPGateway", "SQLiteStore", "SimulatedTerminal", "WebhookDelivery",
        ],
    ]

    /// Where each C library may be seen, and nowhere else.
    private static let bindings = [
        "COpenSSL": "Crypto/", "CMicroHTTPD": "HTTPEngine/", "CReplies": "HTTPEngine/",
        "CCurl": "HTTPClient/",
        "CSQLite": "SQLiteStore/",
        "CYAML": "BridgeConfiguration/YAML/", "CLinux": "BridgeBenchmarks/Load/",
        "CLibArchive": "Archive/", "CZlib": "Archive/",
        "CJansson": "BridgeCore/JSON/",
    ]

    /// What comes with the compiler. `Foundation` is for zones, addresses of the web and files.
    private static let system: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
    ]

    /// Folders that may hold raw memory: where a C library is called.
    private static let unsafeFolders =
        Array(bindings.values) + ["BridgeCore/Network/", "BridgeCore/Text/", "Fuzzing/"]

    @Test("the sources are there to be looked at")
    func sourcesAreFound() {
        #expect(SourceFile.all.count > 50)
        #expect(Set(SourceFile.all.map(\.target)) == Set(Self.allowed.keys))
    }

    @Test("a file imports only what its layer may know", arguments: allowed.keys.sorted())
    func imports(_ target: String) {
        for file in SourceFile.all where file.target == target {
            for module in file.imports {
                let isAllowed =
                    Self.system.contains(module) || Self.allowed[target]?.contains(module) == true
                    || Self.bindings[module].map(file.path.hasPrefix) == true
                #expect(isAllowed, "\(file) imports \(module)")
            }
        }
    }

    @Test("raw memory is touched only where a C library is called")
    func unsafe() {
        for file in SourceFile.all where !Self.unsafeFolders.contains(where: file.path.hasPrefix) {
            for (number, line) in file.code.enumerated() {
                #expect(
                    !line.contains("Unsafe") && !line.contains("OpaquePointer")
                        && !line.contains("Unmanaged"),
                    "\(file):\(number + 1): \(line)")
            }
        }
    }
}
