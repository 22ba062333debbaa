/// Groups of which one person each must come for the door to open.
package struct UnlockCombination: Sendable, Equatable {
    package let id: Int
    /// Five at most; a group may be named twice.
    package let groups: [Int]

    init?(_ fields: inout FieldReader) {
        let id = fields.integer("id", required: true, in: 1...10)
        let groups = fields.integers("groups", required: true, counts: 1...5, in: 1...99)
        guard let id, let groups else { return nil }
        (self.id, self.groups) = (id, groups)
    }
}
