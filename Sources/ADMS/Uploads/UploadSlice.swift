package import BridgeCore

/// What some consecutive lines of an upload say; each line is in one of the two.
package struct UploadSlice: Sendable, Equatable {
    package var facts: [Fact]
    package var rejects: [RejectedLine]

    package init(facts: [Fact] = [], rejects: [RejectedLine] = []) {
        self.facts = facts
        self.rejects = rejects
    }
}
