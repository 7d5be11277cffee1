/** Four 32-bit numbers: the whole state of a generator. It is never changed, only replaced. */
export type RandomState = readonly [number, number, number, number];

/**
 * Numbers that look random and follow from a seed: the generator sfc32 by Chris Doty-Humphrey. What a
 * sandbox hands out repeats itself with the same seed and the same requests.
 */
export class Random {
  state: RandomState;

  constructor(seed: string) {
    this.state = stateOf(seed);
    // The first numbers of similar seeds are similar.
    for (let count = 0; count < 12; count += 1) this.uint32();
  }

  uint32(): number {
    const [a, b, c, counter] = this.state;
    const sum = (a + b + counter) | 0;
    this.state = [
      b ^ (b >>> 9),
      (c + (c << 3)) | 0,
      (((c << 21) | (c >>> 11)) + sum) | 0,
      (counter + 1) | 0,
    ];
    return sum >>> 0;
  }

  /** At least 0 and below 1. */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** Hexadecimal digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.uint32().toString(16).padStart(8, '0');
    return text.slice(0, length);
  }

  /** An id in the layout of RFC 9562, version 4. */
  uuid(): string {
    const digits = this.hex(32);
    const variant = '89ab'.charAt(parseInt(digits.charAt(16), 16) % 4);
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, `$1-$2-4$3-${variant}$4-`);
  }
}

/** FNV-1a of the text, from four different beginnings. */
function stateOf(seed: string): RandomState {
  return [1, 2, 3, 4].map((salt) => {
    let hash = 0x811c9dc5 ^ salt;
    for (const character of seed) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    }
    return hash | 0;
  }) as unknown as RandomState;
}
