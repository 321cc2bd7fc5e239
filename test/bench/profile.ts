import { relative } from 'node:path'

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

export interface Spot {
  where: string
  /** Of the time in which anything ran at all. */
  share: number
}

/** Where a profiled process spent its own time, the most first; what it idled away is left out. */
export function hotSpots(text: string, many = 15): Spot[] {
  const { nodes, samples, timeDeltas } = JSON.parse(text) as CpuProfile
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const spent = new Map<string, number>()
  let all = 0
  for (const [i, id] of samples.entries()) {
    const where = names.get(id) ?? ''
    if (where === '(idle)' || where === '(root)') continue
    all += timeDeltas[i] ?? 0
    spent.set(where, (spent.get(where) ?? 0) + (timeDeltas[i] ?? 0))
  }
  return [...spent]
    .map(([where, time]) => ({ where, share: time / all }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, many)
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (!url) return functionName || '(native)'
  const path = url.startsWith('file:') ? relative(process.cwd(), new URL(url).pathname) : url
  return `${functionName || '(anonymous)'} ${path}:${lineNumber + 1}`
}
