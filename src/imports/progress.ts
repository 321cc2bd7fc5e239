const WIDTH = 30
const PATIENCE = 500

/** A bar on a terminal, from half a second on; silent anywhere else. `add` moves it, `end` takes it away. */
export function progressBar(total: number, out: NodeJS.WriteStream, clock: () => number = Date.now) {
  const begun = clock()
  let done = 0
  let drawn = ''
  return {
    add(count: number) {
      done = Math.min(total, done + count)
      if (!out.isTTY || clock() - begun < PATIENCE) return
      const line = barOf(done, total)
      if (line !== drawn) out.write(`\r${line}`)
      drawn = line
    },
    end() {
      if (drawn) out.write(`\r${' '.repeat(drawn.length)}\r`)
      drawn = ''
    },
  }
}

export function barOf(done: number, total: number): string {
  const full = total ? Math.round((done / total) * WIDTH) : WIDTH
  const percent = total ? Math.floor((done / total) * 100) : 100
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(percent).padStart(3)} %  ${done.toLocaleString('en')} of ${total.toLocaleString('en')} updates`
}
