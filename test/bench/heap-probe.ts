import { writeFileSync } from 'node:fs'

/** Preloaded into a sender that is measured: how large its heap ever was, in MiB, left in a file when it ends. */
let most = 0
const look = () => {
  most = Math.max(most, process.memoryUsage().heapUsed)
}
setInterval(look, 250).unref()
process.once('exit', () => {
  look()
  writeFileSync(process.env.BENCH_HEAP_FILE ?? '/dev/null', String(most / 1_048_576))
})
