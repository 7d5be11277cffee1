/** The hashes that signing needs; all give lower-case hex, and text counts as UTF-8. */
export interface Hashing {
  sha256Hex(data: string | Uint8Array): string;
  /** RFC 2104. */
  hmacSha256Hex(key: string, text: string): string;
  /** RFC 5869, 32 bytes. */
  hkdfSha256Hex(keyMaterial: string, salt: string, info: string): string;
}
