import { readFileSync } from 'node:fs'

/**
 * Who started us, as one word that changes when they are gone. npm puts a shell between itself and a script, and that
 * shell does not die with npm: then npm counts too. Where the system has no /proc, only the nearest is known.
 */
export function ancestors(): string {
  const parent = process.ppid
  try {
    const isNpmsShell = readFileSync(`/proc/${parent}/cmdline`, 'utf8').includes('\0-c\0')
    const npm = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, 'utf8'))?.[1]
    return isNpmsShell ? `${parent} ${npm}` : `${parent}`
  } catch {
    return `${parent}`
  }
}
