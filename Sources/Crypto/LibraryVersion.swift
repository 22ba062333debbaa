import COpenSSL

/// The version of the OpenSSL this program runs with.
package var opensslVersion: String { String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }
