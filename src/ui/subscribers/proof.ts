/** How many are tried at once: enough to keep the device busy, few enough that the page stays awake. */
const AT_ONCE = 256

/**
 * A word that makes the SHA-256 of `said`, a line break and itself begin with `bits` zero bits, 32 at most: some 2^bits
 * tries. src/subscribers/rush.ts judges it.
 */
export async function proofFor(said: string, bits: number): Promise<string> {
  const encoder = new TextEncoder()
  for (let from = 0; ; from += AT_ONCE) {
    const words = Array.from({ length: AT_ONCE }, (_, n) => (from + n).toString(36))
    const found = await Promise.all(
      words.map(async (word) => {
        const hash = await crypto.subtle.digest('SHA-256', encoder.encode(`${said}\n${word}`))
        return Math.clz32(new DataView(hash).getUint32(0)) >= bits
      }),
    )
    const word = words[found.indexOf(true)]
    if (word !== undefined) return word
  }
}
