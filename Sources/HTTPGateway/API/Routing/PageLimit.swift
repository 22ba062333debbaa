/// How long a page of a list is.
enum PageLimit {
    static let maximum = 200
    static let usual = 50
}
