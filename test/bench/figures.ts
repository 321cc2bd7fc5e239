export interface Spread {
  median: number
  least: number
  most: number
}

/** Median and extremes of what several rounds came to. */
export function spreadOf(values: number[]): Spread {
  return {
    median: percentile(values, 0.5),
    least: Math.min(...values),
    most: Math.max(...values),
  }
}

/** The value below which this share of the values lies, between two neighbours in proportion. */
export function percentile(values: number[], share: number): number {
  if (!values.length) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** A number as people read it: about three figures, thousands apart. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

/** Rounded as it stands in the line of JSON. */
export function rounded(value: number): number {
  return Number(value.toPrecision(Math.abs(value) >= 1_000 ? 6 : 4))
}

export interface Target {
  what: string
  value: number
  /** At least, or at most, so much. */
  limit: { least: number } | { most: number }
  unit?: string
}

/** What a bench came to. */
export interface Result {
  /** The line of JSON. */
  figures: Record<string, number | string>
  targets: Target[]
  /** What was not as it must be for figures to count, as sentences; none: an honest run. */
  faults: string[]
}

export function isMet({ value, limit }: Target): boolean {
  return 'least' in limit ? value >= limit.least : value <= limit.most
}

/** A table of targets, each line: what, measured, wanted, met or not. */
export function targetTable(targets: Target[]): string {
  const rows = targets.map((target) => {
    const { what, value, limit, unit = '' } = target
    const wanted = 'least' in limit ? `≥ ${shown(limit.least)}` : `≤ ${shown(limit.most)}`
    return [what, `${shown(value)}${unit}`, `${wanted}${unit}`, isMet(target) ? 'met' : 'MISSED']
  })
  return table([['', 'measured', 'wanted', ''], ...rows])
}

/** Columns side by side; the first to the left, the others to the right. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}
