package import BridgeCore
import Crypto

/// Standard Webhooks 1.0.0, symmetric: HMAC-SHA256 over `id.timestamp.body`.
package enum WebhookSignature {
    /// The value of `webhook-signature`: one `v1,<base64>` for each secret in the order given, newest first,
    /// with exactly one space between two.
    ///
    /// - Parameter timestamp: As in `webhook-timestamp`: the moment of the attempt, cut to whole seconds.
    package static func value(
        id: String, timestamp: Instant, body: [UInt8], secrets: [SigningSecret]
    ) -> String {
        var message = [UInt8]()
        message.reserveCapacity(id.utf8.count + 12 + body.count)
        message.append(contentsOf: id.utf8)
        message.append(UInt8(ascii: "."))
        message.append(contentsOf: String(timestamp.seconds).utf8)
        message.append(UInt8(ascii: "."))
        message.append(contentsOf: body)
        return secrets.map { "v1," + Base64.encode(HMACSHA256.code(for: message, key: $0.key)) }
            .joined(separator: " ")
    }

    /// The three headers that make an attempt verifiable.
    package static func headers(
        id: String, timestamp: Instant, body: [UInt8], secrets: [SigningSecret]
    ) -> [(name: String, value: String)] {
        [
            ("webhook-id", id),
            ("webhook-timestamp", String(timestamp.seconds)),
            ("webhook-signature", value(id: id, timestamp: timestamp, body: body, secrets: secrets)),
        ]
    }
}
