const tty = process.stdout.isTTY === true
const quiet = (text: string) => (tty ? `\u001b[2m${text}\u001b[22m` : text)
const strong = (text: string) => (tty ? `\u001b[1m${text}\u001b[22m` : text)

export const number = (count: number) => count.toLocaleString('en')
export const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`

export function line(text = ''): void {
  console.log(text)
}

export function title(text: string): void {
  console.log(`\n${strong(text)}\n`)
}

/** Runs one step and says what it did, and how long that took. */
export async function step<T>(said: string | ((result: T) => string), work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  const text = typeof said === 'string' ? said : said(result)
  console.log(`  ${text.padEnd(67)} ${quiet(seconds(performance.now() - began).padStart(7))}`)
  return result
}

/** Facts under each other, the first column as wide as its widest word. */
export function table(rows: [string, string][]): void {
  const wide = Math.max(...rows.map(([left]) => left.length))
  for (const [left, right] of rows) console.log(`  ${left.padEnd(wide + 3)}${right}`)
}

const WIDE = 40

/** A bar on a terminal; elsewhere a line for each quarter. */
export function bar(what: string): (done: number, of: number) => void {
  let quarter = 0
  return (done, of) => {
    const share = of ? Math.min(1, done / of) : 1
    const words = `${number(done)} of ${number(of)} ${what}`
    if (tty) {
      const full = Math.round(share * WIDE)
      const drawn = '█'.repeat(full) + quiet('░'.repeat(WIDE - full))
      process.stdout.write(`\r\u001b[2K  ${drawn}  ${words}${share === 1 ? '\n' : ''}`)
    } else if (Math.floor(share * 4) > quarter) {
      quarter = Math.floor(share * 4)
      console.log(`  ${words}`)
    }
  }
}
