/** A buffer that grows while it is written, in the byte order of the network. */

// Below this a loop over the characters is faster than a call out of JavaScript.
const SHORT = 40;

export class Bytes {
  #buffer: Buffer;
  /** Of the same memory: its methods become machine code, those of `Buffer` are calls. */
  #view: DataView;
  #length = 0;

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#buffer);
  }

  get capacity(): number {
    return this.#buffer.length;
  }

  /** Begins anew in the same memory: nobody may still need an earlier `written`. */
  clear(): void {
    this.#length = 0;
  }

  get length(): number {
    return this.#length;
  }

  /** All bytes so far, not copied. */
  get written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#length++] = value;
  }

  int16(value: number): void {
    this.#room(2);
    this.#view.setInt16(this.#length, value);
    this.#length += 2;
  }

  int32(value: number): void {
    this.#room(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  int64(value: bigint): void {
    this.#room(8);
    this.#view.setBigInt64(this.#length, value);
    this.#length += 8;
  }

  float64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** As UTF-8. */
  text(value: string): void {
    const { length } = value;
    // A UTF-16 unit is at most three bytes of UTF-8.
    this.#room(3 * length);
    if (length < SHORT && this.#ascii(value)) return;
    this.#length += this.#buffer.write(value, this.#length);
  }

  /** With a zero at its end, as the protocol of PostgreSQL names things. */
  name(value: string): void {
    this.text(value);
    this.byte(0);
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** Room for an int32 that is known later. */
  reserve(): number {
    this.int32(0);
    return this.#length - 4;
  }

  /** Writes into the reserved place how many bytes follow it; `more` are counted with them. */
  fill(reserved: number, more = 0): void {
    this.#view.setInt32(reserved, this.#length - reserved - 4 + more);
  }

  /** `false`, with nothing written, where it is not all ASCII. */
  #ascii(value: string): boolean {
    const buffer = this.#buffer;
    let at = this.#length;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      buffer[at++] = unit;
    }
    this.#length = at;
    return true;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
