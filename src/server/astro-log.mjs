// Astro takes its logger as a file of plain JavaScript. In the server its reports go to our log; while building, to the screen.
const ours = Symbol.for('candor.site-reports')

export default function reporter() {
  return {
    write(event) {
      const report = globalThis[ours]
      if (report) return report(event)
      if (event.level === 'error' || event.level === 'warn') console.error(event.message)
      else if (process.env.CANDOR_BUILD !== 'quiet') console.log(event.message)
    },
  }
}
