import BridgeCore
import Testing
import WebhookDelivery

struct RetryAfterTests {
    /// 1994-11-06 08:00:00
    static let now = Instant(seconds: 784_108_800)

    @Test(
        "seconds and every form of HTTP date are understood",
        arguments: [
            ("1", 1), ("120", 120), ("0120", 120), ("86400", 86400), ("86401", 86400),
            ("99999999999999999999999", 86400), ("Sun, 06 Nov 1994 08:49:37 GMT", 2977),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 2977), ("Sun Nov  6 08:49:37 1994", 2977),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 86400), ("Sun, 06 Nov 1994 08:00:60 GMT", 59),
        ])
    func understood(_ text: String, seconds: Int64) {
        #expect(RetryAfter.deadline(text, now: Self.now) == Self.now + .seconds(seconds))
    }

    @Test(
        "what is no time ahead asks for nothing",
        arguments: [
            "", "0", "-5", "1.5", "soon", "1 2", "+60", "60s", "Sun, 06 Nov 1994 07:59:59 GMT",
            "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 31 Feb 1995 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 6 08:49 1994",
            "Sun, 06 Nov 1994 08:49:37", "Sun, -6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-60 08:49:37 GMT",
            "\u{661}\u{662}",
        ])
    func ignored(_ text: String) { #expect(RetryAfter.deadline(text, now: Self.now) == nil) }

    @Test("a year of two digits is read as the nearest that is not 50 years ahead")
    func shortYear() {
        let now = Instant(seconds: 4_102_444_799)  // 2099-12-31 23:59:59
        #expect(RetryAfter.deadline("Friday, 01-Jan-00 00:00:10 GMT", now: now) == now + .seconds(11))
        #expect(RetryAfter.deadline("Friday, 01-Jan-99 00:00:10 GMT", now: now) == nil)
    }
}
