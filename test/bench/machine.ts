import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, platform } from 'node:os'
import { delimiter, join } from 'node:path'

/** Where Debian keeps programs that root runs; often not in the PATH of others. */
const PLACES = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin']
const PACKAGES = { 'smtp-source': 'postfix', 'smtp-sink': 'postfix', wrk: 'wrk', nginx: 'nginx' } as const
export type Program = keyof typeof PACKAGES

/** A program that a bench needs is not here and cannot be installed by us; its message says what to do. */
export class Missing extends Error {}

/** The paths of programs, installed from Debian's packages when we are root there. Throws {@link Missing}. */
export function programs<Name extends Program>(...names: Name[]): Record<Name, string> {
  const absent = names.filter((name) => !find(name))
  if (absent.length) install([...new Set(absent.map((name) => PACKAGES[name]))])
  const still = names.filter((name) => !find(name))
  if (still.length) throw new Missing(sentence(still))
  return Object.fromEntries(names.map((name) => [name, find(name)])) as Record<Name, string>
}

function sentence(names: Program[]): string {
  const packages = [...new Set(names.map((name) => PACKAGES[name]))].join(' ')
  return `${names.join(' and ')} is missing. On Debian: apt-get install --no-install-recommends ${packages} (nothing of it needs to run).`
}

function find(name: string): string | undefined {
  return PLACES.map((place) => join(place, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Installs without questions and without starting any service; tells what it does. */
function install(packages: string[]): void {
  if (process.getuid?.() !== 0 || !find('apt-get')) return
  console.log(`Installing ${packages.join(', ')} with apt-get; no service of it is started`)
  const quiet = {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  } as const
  const get = (...words: string[]) => execFileSync('apt-get', ['-qq', ...words], quiet)
  try {
    execFileSync('debconf-set-selections', {
      input: 'postfix postfix/main_mailer_type select No configuration\n',
    })
    get('update')
    get('install', '-y', '--no-install-recommends', '-o', 'DPkg::Options::=--force-confold', ...packages)
  } catch {
    // What is still not there is named by whoever asked.
  }
}

export interface Pinning {
  /** To be put before a command of the side that is measured, and before its counterpart. */
  measured: string[]
  other: string[]
  /** A sentence about it. */
  told: string
}

/** What is measured has one core for itself, load and sink another, so that neither takes from the other. */
export function pinning(): Pinning {
  if (!find('taskset'))
    return { measured: [], other: [], told: 'taskset is missing: processes share all cores.' }
  if (availableParallelism() < 2)
    return { measured: [], other: [], told: 'One core only: the measured side shares it with load and sink.' }
  return {
    measured: ['taskset', '-c', '0'],
    other: ['taskset', '-c', '1'],
    told: 'Measured side on core 0, load and sink on core 1.',
  }
}

/** One line about where and with what. */
export function machine(): string {
  const cpu = cpus()[0]?.model ?? 'unknown processor'
  return `Node ${process.versions.node}, ${availableParallelism()} × ${cpu}, ${new Date().toISOString().slice(0, 10)}`
}

/** User and system time of a process so far, in ms; NaN where the system does not say. */
export function cpuMs(pid: number): number {
  const text = readProc(pid, 'stat')
  // The name stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * (1_000 / TICKS)
}

/** The most memory that a process has held, in MiB; NaN where the system does not say. */
export function peakRssMib(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readProc(pid, 'status'))?.[1] ?? Number.NaN) / 1_024
}

const TICKS = 100

function readProc(pid: number, file: string): string {
  const path = `/proc/${pid}/${file}`
  return platform() === 'linux' && existsSync(path) ? readFileSync(path, 'utf8') : ''
}
