/**
 * Runs `work` again and again: at once while it finds something to do, after `idleMs` (or a call of `wake`) when it does
 * not, after `faultMs` when it throws. `stop` resolves when the run under way is over.
 */
export function loop(
  work: () => Promise<unknown>,
  {
    idleMs,
    faultMs = 1_000,
    onFault,
  }: { idleMs: number; faultMs?: number; onFault: (error: unknown) => void },
) {
  let stopping = false
  let awake = false
  let rouse = () => {}
  const finished = run()

  async function run(): Promise<void> {
    while (!stopping) {
      awake = false
      let pause = idleMs
      try {
        if (await work()) pause = 0
      } catch (error) {
        onFault(error)
        pause = faultMs
      }
      if (pause > 0 && !awake && !stopping) await sleep(pause)
      // Timers and signals get their turn even when there is always more to do.
      else await new Promise((resolve) => setImmediate(resolve))
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    wake() {
      awake = true
      rouse()
    },
    stop(): Promise<void> {
      stopping = true
      rouse()
      return finished
    },
  }
}
