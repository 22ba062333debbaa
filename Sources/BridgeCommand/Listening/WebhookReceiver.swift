import BridgeCore
import Dispatch
import HTTPEngine
import Synchronization

/// A webhook endpoint that prints what it gets: `listen`.
final class WebhookReceiver: HTTPResponder {
    private let secret: SigningSecret
    private let clock: any WallClock
    private let print: @Sendable (String) -> Void
    private let counts = Mutex(Counts())
    private let limit: Int?
    /// Signalled once `limit` webhooks have come.
    let isFull = DispatchSemaphore(value: 0)

    struct Counts {
        var valid = 0
        var invalid = 0
    }

    /// - Parameter limit: After how many webhooks to call it a day.
    init(
        secret: SigningSecret, limit: Int?, clock: any WallClock, print: @escaping @Sendable (String) -> Void
    ) {
        self.secret = secret
        self.limit = limit
        self.clock = clock
        self.print = print
    }

    var tally: Counts { counts.withLock { $0 } }

    func refusal(of request: HTTPRequest) -> HTTPReply? {
        request.method == "POST" ? nil : .text(405, "webhooks are POSTed", headers: [("Allow", "POST")])
    }

    func respond(to request: HTTPRequest, answer: HTTPAnswer) {
        let check = SignatureCheck(
            id: request.header("webhook-id"), timestamp: request.header("webhook-timestamp"),
            signature: request.header("webhook-signature"), body: request.body, secret: secret,
            now: clock.now())
        let time = clock.now().rfc3339.dropFirst(11).dropLast(5)
        switch check {
        case .valid:
            print("\(time)  signature ok   \(VisibleText.of(Self.summary(request.body)))")
            answer.send(.text(200, "ok"))
        case .invalid(let reason):
            let id = VisibleText.of(request.header("webhook-id") ?? "-")
            print("\(time)  BAD SIGNATURE  \(id): \(reason)")
            answer.send(.text(401, "bad signature: \(reason)"))
        }
        count(check)
    }

    func reply(to fault: HTTPFault) -> HTTPReply { .text(400, "\(fault)") }

    private func count(_ check: SignatureCheck) {
        let total = counts.withLock { counts in
            if check == .valid { counts.valid += 1 } else { counts.invalid += 1 }
            return counts.valid + counts.invalid
        }
        if total == limit { isFull.signal() }
    }

    /// Type, terminal and data of an event on one line; what is no JSON is shown by its length only.
    private static func summary(_ body: [UInt8]) -> String {
        guard case .object(let event)? = try? JSONReader.read(body) else { return "\(body.count) bytes" }
        func text(_ value: JSON?) -> String {
            if case .string(let text)? = value { text } else { value?.text ?? "-" }
        }
        var serial = "-"
        if case .object(let device)? = event["device"] { serial = text(device["serial"]) }
        return "\(text(event["type"]))  \(serial)  \(text(event["data"]))"
    }
}
